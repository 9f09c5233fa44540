# The leaked passwords of Debian's python3-zxcvbn, as data of the module platform/auth.
set(breached_source /usr/lib/python3/dist-packages/zxcvbn/frequency_lists.py)
if(NOT EXISTS ${breached_source})
  message(FATAL_ERROR "The leaked passwords are missing: install python3-zxcvbn (bin/run does).")
endif()
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/breached_words/breached_words.inc
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tools/breached_words.mjs ${breached_source}
          ${CMAKE_BINARY_DIR}/breached_words/breached_words.inc
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/breached_words.mjs ${breached_source} VERBATIM)
target_sources(kk_platform_auth PRIVATE ${CMAKE_BINARY_DIR}/breached_words/breached_words.inc)
target_include_directories(kk_platform_auth PRIVATE ${CMAKE_BINARY_DIR}/breached_words)
