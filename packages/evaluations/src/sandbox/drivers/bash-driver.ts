/**
 * Runs a shell candidate against MultiPL-E's tests, and answers with the nonce if they came to their end.
 *
 * The main shell runs only what is ours: the tests, which call `$(candidate ...)`. A function in place of the candidate's
 * first closes fd 3 and forgets the tests, then reads the candidate's text, all within that subshell; so whatever the text
 * does at its top level (`exit 0` too) happens there. The nonce waits unread in fd 3 until the tests have ended. fd 3 is a
 * socket, which cannot be opened again through /proc. Nothing of this stands in the command line.
 *
 * What is left open: a process of the candidate's that changes the memory of its parent shell. The tools for that (`dd`,
 * Python, Perl, debuggers) are not in the sandbox; machine code carried in the text could.
 */
export const bashDriver = `IFS= read -r -d '' -u 3 __program; IFS= read -r -d '' -u 3 __script; printf 'R\\n' >&3; eval "$__script"`

/** The frame of MultiPL-E's shell tests: the `}` that ends the candidate, a caller, and `run_test`. */
const TESTS =
  /^\}\n\ncandidate\(\) \{\n {4}([A-Za-z_]\w*) "\$@"\n\}\n\nset -e\nrun_test\(\) \{\n([\s\S]*)\n\}\n\nrun_test\s*$/

export const TESTS_EXPECTED =
  'expected MultiPL-E shell tests: "}", then candidate() that calls the function, then run_test with `[[ $(candidate ...) = ... ]]` lines.'

/** What goes to the main shell, from a whole program (with the `}` that MultiPL-E leaves to the tests); null if the tests are not in MultiPL-E's form. */
export function toBashPayload(program: string, tests: string, nonce: string): string | null {
  const [, entry, checks] = TESTS.exec(tests) ?? []
  if (entry === undefined || checks === undefined || `${program}${tests}`.includes('\0')) return null
  const script = [
    'unset __script',
    `${entry}() {`,
    '  exec 3>&-',
    `  unset -f run_test candidate ${entry}`,
    '  unset BASH_EXECUTION_STRING',
    '  eval "$__program" >/dev/null </dev/null',
    `  ${entry} "$@"`,
    '}',
    `candidate() { ${entry} "$@"; }`,
    'set -e',
    `run_test() {\n${checks}\n}`,
    'run_test',
    // only now is the nonce read
    `IFS= read -r -u 3 __nonce && printf 'T%s\\n' "$__nonce" >&3`,
    '',
  ].join('\n')
  return `${program}\n\0${script}\0${nonce}\n`
}
