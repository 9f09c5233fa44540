# The frame and its script in Debian's chromium, against a small office behind the real server.
if(TARGET kk_today)
  add_executable(frame_server ${CMAKE_SOURCE_DIR}/tests/browser/frame_server.cpp)
  target_precompile_headers(frame_server REUSE_FROM kk_pch)
  target_link_libraries(frame_server PRIVATE kk_today)
  add_dependencies(frame_server assets)
  add_test(NAME frame_in_browser
           COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tests/browser/frame_test.mjs
                   $<TARGET_FILE:frame_server> ${CMAKE_BINARY_DIR}/static)
  set_tests_properties(frame_in_browser PROPERTIES TIMEOUT 180 RUN_SERIAL ON)
endif()
