/**
 * Runs a Perl candidate and MultiPL-E's tests, and answers with the nonce if the tests came to their end.
 *
 * The answer is a lexical of a block that no text of the candidate's is compiled in. Tests end the program when one fails
 * (`exit 1`), and so does a candidate that calls `exit`: in both cases nothing is answered. Before the tests, an `exit` that
 * the candidate put in place of Perl's own is taken away, and `eq_deeply` is this driver's: MultiPL-E's tests load
 * Test::Deep, of which they use no more than equality of plain data.
 *
 * What is left open: Perl reads any memory of its own (`unpack "P"`), and a module in C may look into lexicals (`B`).
 */
export const perlDriver = String.raw`
use strict; use warnings; no warnings;
sub evalflow_run { package main; no strict; eval $_[0]; return $@ }
sub evalflow_equal {
  my ($x, $y) = @_;
  return !defined $x && !defined $y if !defined $x || !defined $y;
  return 0 if ref $x ne ref $y;
  if (ref $x eq 'ARRAY') {
    return 0 if @$x != @$y;
    for my $i (0 .. $#$x) { return 0 if !evalflow_equal($x->[$i], $y->[$i]) }
    return 1;
  }
  if (ref $x eq 'HASH') {
    return 0 if keys %$x != keys %$y;
    for my $key (keys %$x) { return 0 if !exists $y->{$key} || !evalflow_equal($x->{$key}, $y->{$key}) }
    return 1;
  }
  return $x eq $y;
}
{
  require POSIX;
  open(my $channel, '+<&=', 3) or POSIX::_exit(97);
  my $input = '';
  while (sysread($channel, my $part, 65536)) { $input .= $part }
  my ($program, $tests, $nonce) = split /\0/, $input, -1;
  my $answer = "T$nonce\n";
  $nonce = $input = '';
  my ($equal, $run, $leave, $write) = (\&evalflow_equal, \&evalflow_run, \&POSIX::_exit, sub { syswrite($channel, $_[0]) });
  my $import = sub { no strict 'refs'; no warnings; *{caller() . '::eq_deeply'} = $equal };
  my $fail = sub { $write->('Ffail ' . substr($_[0], 0, 400)); $leave->(0) };
  $INC{'Test/Deep.pm'} = 'evalflow';
  $write->("R\n");
  my $why = $run->($program);
  $fail->($why) if $why;
  %CORE::GLOBAL:: = ();
  { no strict 'refs'; no warnings; *{'Test::Deep::import'} = $import; *{'main::evalflow_equal'} = $equal }
  $INC{'Test/Deep.pm'} = 'evalflow';
  $why = $run->($tests);
  $fail->($why) if $why;
  $write->($answer);
  $leave->(0);
}
`

/** Null if a text holds a zero byte. */
export function toPerlPayload({ program, tests }: { program: string; tests: string }, nonce: string): string | null {
  return `${program}${tests}`.includes('\0') ? null : `${program}\0${tests}\0${nonce}`
}
