# The template compiler is more than one file; its refusals are tested as the build meets them.
target_sources(htmlc PRIVATE tools/htmlc/attributes.cpp tools/htmlc/context.cpp
                             tools/htmlc/cut.cpp tools/htmlc/compile.cpp)
add_test(NAME htmlc_refusals
         COMMAND ${CMAKE_COMMAND} -DHTMLC=$<TARGET_FILE:htmlc> -DCOMPILER=${CMAKE_CXX_COMPILER}
                 -DROOT=${CMAKE_SOURCE_DIR} -DOUT=${CMAKE_BINARY_DIR}/htmlc_refusals
                 -P ${CMAKE_SOURCE_DIR}/tests/htmlc/refuses.cmake)
