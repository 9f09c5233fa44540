# The floors of the house, from the ground up. A module may use only what stands above it here;
# bin/check reads the same list (tools/check_layers.py) and fails on an include that points up.
add_executable(htmlc tools/htmlc.cpp)

kk_module(base PACKAGES icu-uc icu-i18n)
include(cmake/holidays.cmake)
kk_module(base/json USES base LIBRARIES boost_json)
kk_module(platform/db USES base PACKAGES sqlite3 libpq libsodium)
file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/db/migrations/*.sql)
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/migrations/migrations.inc
  COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_SOURCE_DIR}/db/migrations
          -DOUT=${CMAKE_BINARY_DIR}/migrations/migrations.inc -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${migrations} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
target_sources(kk_platform_db PRIVATE ${CMAKE_BINARY_DIR}/migrations/migrations.inc)
target_include_directories(kk_platform_db PRIVATE ${CMAKE_BINARY_DIR}/migrations)
kk_module(platform/html USES base)
kk_module(platform/http USES base platform/html PACKAGES libmicrohttpd zlib LIBRARIES gnutls)
kk_module(platform/scan USES base PACKAGES poppler-cpp libtiff-4 libpng libjpeg)
kk_module(platform/pdf USES base PACKAGES pangocairo cairo-pdf fontconfig libqrencode
          TEST_PACKAGES poppler-cpp zxing)
kk_module(platform/audit USES base base/json platform/db PACKAGES libsodium)
kk_module(platform/event USES base base/json platform/db platform/audit)
kk_module(platform/document USES base platform/db platform/event PACKAGES libsodium)
kk_module(platform/backup USES base base/json platform/db platform/audit platform/document
          PACKAGES libsodium)
kk_module(platform/duty USES base platform/db platform/event)
kk_module(platform/search USES base platform/db platform/event)
kk_module(form USES base platform/pdf TEST_PACKAGES poppler-cpp zxing)
kk_module(platform/auth USES base base/json platform/db platform/audit platform/html platform/http
          PACKAGES libsodium LIBRARIES oath cbor crypto)
include(cmake/breached_words.cmake)
kk_module(platform/directory USES base base/json platform/db platform/audit platform/http platform/auth
          PACKAGES libcurl ldap libsodium)
kk_module(exchange/fhir USES base base/json)
kk_module(exchange/csv USES base PACKAGES icu-uc)
kk_module(office USES base base/json platform/db platform/html platform/http platform/document
          platform/scan platform/pdf form platform/audit platform/event platform/duty platform/search
          platform/auth platform/directory TEST_PACKAGES zxing)
kk_module(facility USES office exchange/csv)
kk_module(consent USES office facility)
kk_module(team USES office facility)
kk_module(ward USES office facility)
kk_module(question USES office ward)
kk_module(patient USES office facility consent team ward)
kk_module(referral USES office facility consent patient ward exchange/fhir exchange/csv)
kk_module(booking USES office facility consent patient referral)
kk_module(reply USES office facility consent patient referral booking)
kk_module(portal USES office facility referral booking)
kk_module(ward_desk USES office ward question patient referral reply)
kk_module(retention USES office facility patient referral booking reply)
kk_module(disclosure USES office patient exchange/csv)
kk_module(family USES office consent team patient disclosure)
kk_module(network USES office facility consent patient referral booking reply disclosure exchange/fhir)
kk_module(incident USES office facility patient exchange/csv)
kk_module(delivery USES office)
kk_module(people USES office ward)
kk_module(oversight USES office patient exchange/csv)
kk_module(today USES office)
kk_module(search USES office facility patient referral)
kk_module(demo USES office facility ward question consent team family patient referral booking reply portal disclosure incident)
kk_module(app USES platform/audit platform/backup office facility consent team patient referral booking reply retention disclosure incident network delivery people
          oversight portal ward question ward_desk family
          today search demo)

if(TARGET kk_app)
  add_executable(kakehashi src/app/main.cpp)
  target_precompile_headers(kakehashi REUSE_FROM kk_pch)
  target_link_libraries(kakehashi PRIVATE kk_app)
  target_link_options(kakehashi PRIVATE -Wl,-z,relro,-z,now)  # no table of calls to be overwritten
endif()
if(TARGET kk_platform_db)
  # What bin/bench compares a registration with, and a slower disk; built when asked for.
  add_library(slow_sync MODULE EXCLUDE_FROM_ALL tools/bench/slow_sync.cpp)
  add_executable(raw_commit EXCLUDE_FROM_ALL tools/bench/raw_commit.cpp)
  target_precompile_headers(raw_commit REUSE_FROM kk_pch)
  target_link_libraries(raw_commit PRIVATE kk_platform_db)
endif()
if(TARGET kk_platform_audit)
  # How the audit trail grows; built when asked for.
  add_executable(audit_growth EXCLUDE_FROM_ALL tools/audit_growth.cpp)
  target_precompile_headers(audit_growth REUSE_FROM kk_pch)
  target_link_libraries(audit_growth PRIVATE kk_platform_audit)
  add_executable(filter_cost EXCLUDE_FROM_ALL tools/bench/filter_cost.cpp)
  target_compile_definitions(filter_cost PRIVATE KAKEHASHI_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_include_directories(filter_cost PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(filter_cost PRIVATE kk_office)
endif()
