/* The one function of bcryptprimitives.dll that Rust's library calls: Debian's wine does not have it yet (.ci/platforms). */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) { return RtlGenRandom(bytes, (ULONG)count); }
