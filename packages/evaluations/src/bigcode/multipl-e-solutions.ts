/** Right continuations of some MultiPL-E problems, written for the tests; they begin after the stripped prompt. */
export interface SolvedTask {
  task: string
  file: string
  /** By the row's `name`. */
  solutions: Readonly<Record<string, string>>
  /** Right for none of them. */
  wrong: string
}

export const multiplESolutions: readonly SolvedTask[] = [
  {
    task: 'multiple-sh',
    file: 'humaneval-multi/humaneval-sh.jsonl',
    solutions: {
      HumanEval_23_strlen: '\n    echo "${#1}"\n}\n# and more that is cut off\nexit 0',
      HumanEval_53_add: '\n    echo $(( $1 + $2 ))',
      HumanEval_28_concatenate: '\n    echo "${1// /}"\n',
      HumanEval_35_max_element: "\n    tr ' ' '\\n' <<< \"$1\" | sort -n | tail -1",
      HumanEval_42_incr_list:
        '\n    local out=()\n    for n in $1; do\n        out+=( $(( n + 1 )) )\n    done\n    echo "${out[*]}"',
      HumanEval_13_greatest_common_divisor:
        '\n    local a=$1 b=$2\n    while (( b )); do\n        read -r a b < <(echo "$b $(( a % b ))")\n    done\n    echo "$a"',
      HumanEval_30_get_positive:
        '\n    awk \'{ for (i = 1; i <= NF; i++) if ($i > 0) printf "%s%s", (n++ ? " " : ""), $i }\' <<< "$1"',
      HumanEval_48_is_palindrome: '\n    [ "$1" = "$(rev <<< "$1")" ] && echo true || echo false',
    },
    wrong: '\n    echo "no such answer"\n    exit 0',
  },
  {
    task: 'multiple-ts',
    file: 'humaneval-multi/humaneval-ts.jsonl',
    solutions: {
      HumanEval_23_strlen: '\n  return string.length;\n}\nfunction other() {',
      HumanEval_53_add: '\n  const sum: number = x + y;\n  return sum;\n}',
      HumanEval_28_concatenate: "\n  return strings.join('');\n}\n",
      HumanEval_35_max_element: '\n  return Math.max(...l);\n}',
      HumanEval_42_incr_list: '\n  return l.map((n: number): number => n + 1);\n}',
      HumanEval_13_greatest_common_divisor:
        '\n  while (b !== 0) {\n    const rest = a % b;\n    a = b;\n    b = rest;\n  }\n  return a;\n}',
      HumanEval_30_get_positive: '\n  return l.filter((n) => n > 0);\n}',
      HumanEval_48_is_palindrome: "\n  return text === [...text].reverse().join('');\n}",
    },
    wrong: '\n  return undefined as never;\n}',
  },
]
