# cmake -DHTMLC= -DCOMPILER= -DROOT= -DOUT= -P refuses.cmake
# Every page in bad/ must be refused by htmlc, at the line and for the reason its first line tells;
# every page in ill_typed/ must pass htmlc and be refused by the C++ compiler at that page and line.
set(here ${ROOT}/tests/htmlc)
set(failures 0)
set(pages_read 0)
file(MAKE_DIRECTORY ${OUT})

function(tell page text)
  message(STATUS "${page}: ${text}")
  math(EXPR failures "${failures} + 1")
  set(failures ${failures} PARENT_SCOPE)
endfunction()

file(GLOB pages ${here}/bad/*.html)
foreach(page ${pages})
  math(EXPR pages_read "${pages_read} + 1")
  file(STRINGS ${page} first LIMIT_COUNT 1)
  string(REGEX MATCH "refused at ([0-9]+): (.*) }}" matched "${first}")
  set(line "${CMAKE_MATCH_1}")
  set(reason "${CMAKE_MATCH_2}")
  execute_process(COMMAND ${HTMLC} ${ROOT}/src ${page} ${OUT}/bad.cpp
                  RESULT_VARIABLE code ERROR_VARIABLE said)
  string(REGEX REPLACE "{{|}}" "" said "${said}")
  get_filename_component(name ${page} NAME)
  string(FIND "${said}" "${name}:${line}: error: " at_line)
  string(FIND "${said}" "${reason}" at_reason)
  if(NOT matched OR NOT code EQUAL 1)
    tell(${name} "not refused: exit code ${code} ${said}")
  elseif(at_line EQUAL -1 OR at_reason EQUAL -1)
    tell(${name} "refused, but it said ${said}")
  endif()
endforeach()

file(GLOB pages ${here}/ill_typed/*.html)
foreach(page ${pages})
  math(EXPR pages_read "${pages_read} + 1")
  get_filename_component(name ${page} NAME)
  execute_process(COMMAND ${HTMLC} ${ROOT}/src ${page} ${OUT}/ill_typed.cpp
                  RESULT_VARIABLE code ERROR_VARIABLE said)
  if(NOT code EQUAL 0)
    tell(${name} "htmlc refused it: ${said}")
    continue()
  endif()
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C ${COMPILER} -std=c++20 -fsyntax-only -I${ROOT}/src
            ${OUT}/ill_typed.cpp
    RESULT_VARIABLE code ERROR_VARIABLE said)
  if(code EQUAL 0)
    tell(${name} "compiles")
  elseif(NOT said MATCHES "${name}:4:[0-9]+: error:")
    tell(${name} "refused elsewhere: ${said}")
  endif()
endforeach()

if(failures GREATER 0 OR pages_read LESS 80)
  message(FATAL_ERROR "${failures} of ${pages_read} pages were not refused as they should be")
endif()
message(STATUS "${pages_read} pages refused as they should be")
