# kk_module(path [USES module...] [PACKAGES pkg-config...] [LIBRARIES lib...]
#           [TEST_USES module...] [TEST_PACKAGES pkg-config...])
#
# Everything in src/<path>/*.cpp becomes one static library kk_<path>; pages/*.html are compiled into
# it; *_test.cpp become one program test_<path> known to ctest; *_fuzz.cpp one fuzz target each.
# A module without sources yet is skipped, so the list in layout.cmake is the plan of the house.
find_package(PkgConfig REQUIRED)

add_library(kk_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
target_precompile_headers(kk_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.hpp)

if(KAKEHASHI_TESTS)
  add_library(kk_doctest_main STATIC ${CMAKE_SOURCE_DIR}/tests/support/doctest_main.cpp)
  # Property tests (rapidcheck) may stand in any module.
  target_link_libraries(kk_doctest_main PUBLIC rapidcheck)
endif()

function(kk_module path)
  cmake_parse_arguments(ARG "" "" "USES;PACKAGES;LIBRARIES;TEST_USES;TEST_PACKAGES" ${ARGN})
  string(REPLACE "/" "_" name ${path})
  set(folder ${CMAKE_SOURCE_DIR}/src/${path})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp ${folder}/forms/*.cpp)
  file(GLOB tests CONFIGURE_DEPENDS ${folder}/*_test.cpp ${folder}/forms/*_test.cpp)
  file(GLOB fuzzers CONFIGURE_DEPENDS ${folder}/*_fuzz.cpp)
  file(GLOB pages CONFIGURE_DEPENDS ${folder}/pages/*.html)
  list(REMOVE_ITEM sources ${folder}/main.cpp ${tests} ${fuzzers})
  if(NOT sources AND NOT tests)
    return()
  endif()

  set(generated)
  foreach(page ${pages})
    get_filename_component(page_name ${page} NAME_WE)
    set(out ${CMAKE_BINARY_DIR}/pages/${path}/${page_name}.html)
    add_custom_command(
      OUTPUT ${out}.cpp
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/pages/${path}
      COMMAND htmlc ${CMAKE_SOURCE_DIR}/src ${page} ${out}.cpp
      DEPENDS htmlc ${page} VERBATIM)
    list(APPEND generated ${out}.cpp)
  endforeach()

  add_library(kk_${name} STATIC ${sources} ${generated} ${CMAKE_SOURCE_DIR}/cmake/empty.cpp)
  target_precompile_headers(kk_${name} REUSE_FROM kk_pch)
  foreach(used ${ARG_USES})
    string(REPLACE "/" "_" used_name ${used})
    if(TARGET kk_${used_name})
      target_link_libraries(kk_${name} PUBLIC kk_${used_name})
    endif()
  endforeach()
  if(ARG_PACKAGES)
    pkg_check_modules(PKG_${name} REQUIRED IMPORTED_TARGET ${ARG_PACKAGES})
    # The precompiled header is built without -pthread (glib asks for it; glibc no longer needs it).
    get_target_property(options PkgConfig::PKG_${name} INTERFACE_COMPILE_OPTIONS)
    if(options)
      list(REMOVE_ITEM options -pthread)
      set_target_properties(PkgConfig::PKG_${name} PROPERTIES INTERFACE_COMPILE_OPTIONS "${options}")
    endif()
    target_link_libraries(kk_${name} PUBLIC PkgConfig::PKG_${name})
  endif()
  target_link_libraries(kk_${name} PUBLIC ${ARG_LIBRARIES})

  if(tests AND KAKEHASHI_TESTS)
    add_executable(test_${name} ${tests})
    target_precompile_headers(test_${name} REUSE_FROM kk_pch)
    target_link_libraries(test_${name} PRIVATE kk_${name} kk_doctest_main)
    foreach(used ${ARG_TEST_USES})
      string(REPLACE "/" "_" used_name ${used})
      if(TARGET kk_${used_name})
        target_link_libraries(test_${name} PRIVATE kk_${used_name})
      endif()
    endforeach()
    if(ARG_TEST_PACKAGES)
      pkg_check_modules(TEST_PKG_${name} REQUIRED IMPORTED_TARGET ${ARG_TEST_PACKAGES})
      target_link_libraries(test_${name} PRIVATE PkgConfig::TEST_PKG_${name})
    endif()
    target_compile_definitions(test_${name} PRIVATE KAKEHASHI_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND test_${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  endif()
  if(KAKEHASHI_FUZZ)
    foreach(fuzzer ${fuzzers})
      get_filename_component(fuzz_name ${fuzzer} NAME_WE)
      add_executable(${fuzz_name} ${fuzzer})
      target_link_libraries(${fuzz_name} PRIVATE kk_${name})
      target_link_options(${fuzz_name} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()
