# A disk that fails on demand, preloaded by tests/programs/io_errors.mjs and its like.
add_library(disk_faults MODULE ${CMAKE_SOURCE_DIR}/tests/faults/disk.cpp
            ${CMAKE_SOURCE_DIR}/tests/faults/durable_pages.cpp)
set_target_properties(disk_faults PROPERTIES PREFIX "")
target_link_libraries(disk_faults PRIVATE ${CMAKE_DL_LIBS})
