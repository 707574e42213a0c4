// SPDX-License-Identifier: MIT
/* Which sanitizer this is compiled with: gcc and clang say it in different ways. */
#ifndef SAUDA_BASE_SANITIZERS_H
#define SAUDA_BASE_SANITIZERS_H

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif

#if defined(__SANITIZE_THREAD__)
#define HAS_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HAS_TSAN 1
#endif
#endif

#endif
