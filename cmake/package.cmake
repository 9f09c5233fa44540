# The Debian package: `cmake --build build/release --target package`. It installs the program, its
# static files and a systemd unit; the office's data in /var/lib/kakehashi is never touched by dpkg.
install(TARGETS kakehashi RUNTIME DESTINATION lib/kakehashi)
install(DIRECTORY ${CMAKE_BINARY_DIR}/static DESTINATION lib/kakehashi)
install(FILES deploy/package/kakehashi.service DESTINATION /usr/lib/systemd/system)
install(FILES deploy/package/kakehashi.conf DESTINATION /etc/kakehashi)
install(FILES LICENSE DESTINATION share/doc/kakehashi RENAME copyright)
install(CODE "file(MAKE_DIRECTORY \$ENV{DESTDIR}/usr/bin)
  file(CREATE_LINK ../lib/kakehashi/kakehashi \$ENV{DESTDIR}/usr/bin/kakehashi SYMBOLIC)")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME kakehashi)
set(CPACK_PACKAGE_VERSION 0.1.0)
set(CPACK_PACKAGE_CONTACT "The Kakehashi developers <kakehashi@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "regional liaison office of a Japanese hospital (地域医療連携室)")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "adduser, ca-certificates, fonts-ipaexfont, fonts-ipamj-mincho, fonts-noto-cjk, poppler-data")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/deploy/package/postinst ${CMAKE_SOURCE_DIR}/deploy/package/prerm
    ${CMAKE_SOURCE_DIR}/deploy/package/postrm ${CMAKE_BINARY_DIR}/conffiles)
file(WRITE ${CMAKE_BINARY_DIR}/conffiles "/etc/kakehashi/kakehashi.conf\n")
include(CPack)
