# The national holidays of the npm package @holiday-jp/holiday_jp, as data of the module base.
find_program(NODE node REQUIRED)
set(holiday_source ${CMAKE_SOURCE_DIR}/node_modules/@holiday-jp/holiday_jp/package.json)
if(NOT EXISTS ${holiday_source})
  message(FATAL_ERROR "The holidays are missing: run npm ci first.")
endif()
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/holidays/holidays_data.inc
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tools/holidays.mjs
          ${CMAKE_BINARY_DIR}/holidays/holidays_data.inc
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/holidays.mjs ${holiday_source} VERBATIM)
target_sources(kk_base PRIVATE ${CMAKE_BINARY_DIR}/holidays/holidays_data.inc)
target_include_directories(kk_base PRIVATE ${CMAKE_BINARY_DIR}/holidays)
