# The template compiler is more than one file; its refusals are tested as the build meets them.
target_sources(htmlc PRIVATE tools/htmlc/attributes.cpp tools/htmlc/context.cpp
                             tools/htmlc/cut.cpp tools/htmlc/compile.cpp)
