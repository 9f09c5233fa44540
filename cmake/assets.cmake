# What browsers fetch: web/ joined and hashed, fonts from npm, in ${CMAKE_BINARY_DIR}/static.
find_program(NODE node REQUIRED)
if(NOT EXISTS ${CMAKE_SOURCE_DIR}/node_modules/@fontsource-variable/noto-sans-jp/index.css)
  message(FATAL_ERROR "The screen fonts are missing: run npm ci first.")
endif()
file(GLOB asset_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*.css ${CMAKE_SOURCE_DIR}/web/*.svg
     ${CMAKE_SOURCE_DIR}/web/js/*.js)
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/static/manifest.txt
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tools/assets.mjs ${CMAKE_BINARY_DIR}/static
  DEPENDS ${asset_sources} ${CMAKE_SOURCE_DIR}/tools/assets.mjs ${CMAKE_SOURCE_DIR}/package-lock.json
  VERBATIM)
add_custom_target(assets ALL DEPENDS ${CMAKE_BINARY_DIR}/static/manifest.txt)
