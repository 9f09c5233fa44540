#pragma once

#include <string>

// What of the database's files a power cut would leave, page by page as the kernel has it: a page
// is on the disk when an fsync after its last writing went well. An fsync that failed leaves its
// pages readable and forgets that they are not on the disk (Linux marks them clean): a later fsync
// that goes well says nothing about them. Names and sizes are taken as durable at the next fsync.
//
// In the folder KAKEHASHI_DISK_TRUTH: NAME is the file as a power cut would leave it, NAME.lost the
// pages whose fsync failed. Without that variable nothing is kept. A file is read by the descriptor
// it is written with: to open and close it once more would free SQLite's locks.

/// The file as it stands before its first writing is on the disk already.
void know_file(const std::string& path, int fd);
void note_written(const std::string& path, int fd, long at, long size);
/// fsync went well.
void keep_pages(const std::string& path, int fd);
/// fsync failed.
void lose_pages(const std::string& path, int fd);
void forget_pages(const std::string& path);
