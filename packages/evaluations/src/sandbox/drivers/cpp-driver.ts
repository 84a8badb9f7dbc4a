/**
 * Compiles a C++ candidate with MultiPL-E's tests and runs it; the answer with the nonce comes from a `main` of ours that runs
 * behind the tests.
 *
 * The tests' `main` is renamed when it is compiled, so a program that ends early (`exit(0)`) never comes to ours. `assert`
 * is defined anew before the tests. The nonce waits unread in fd 3 until they have ended.
 *
 * What is left open: a compiled program may read every descriptor and all its memory, and so find the nonce, and a macro may
 * change words of the tests. That takes intent; wrong solutions do not pass.
 */
const OWN_MAIN = String.raw`
#undef main
extern "C" { long read(int, void *, unsigned long); long write(int, const void *, unsigned long); }
int main() {
  evalflow_tests();
  char answer[256] = "T";
  unsigned long size = 1;
  for (long got; size < 200 && (got = read(3, answer + size, 200 - size)) > 0;) size += got;
  write(3, answer, size);
  return 0;
}
`

export const cppDriver = [
  `IFS= read -r -d '' -u 3 source`,
  `printf '%s' "$source" >/tmp/program.cpp`,
  `/usr/bin/g++ -std=c++17 -w /tmp/program.cpp -o /tmp/program 3>&- >/tmp/log 2>&1; compiled=$?`,
  `printf 'R\\n' >&3`,
  `if [ "$compiled" -ne 0 ]; then printf 'Ffail it does not compile: %s' "$(grep -m 3 error /tmp/log | cut -c 1-200)" >&3; exit 0; fi`,
  `exec /tmp/program`,
].join('\n')

/** The tests begin with the bracket that ends the candidate, which stands in the program already. */
export function toCppPayload({ program, tests }: { program: string; tests: string }, nonce: string): string | null {
  if (`${program}${tests}`.includes('\0')) return null
  const own = tests.replace(/^\s*\}/, '')
  const checks = ['#undef NDEBUG', '#include <assert.h>', own]
  const source = ['#define main evalflow_tests', program, ...checks, OWN_MAIN].join('\n')
  return `${source}\0${nonce}\n`
}
