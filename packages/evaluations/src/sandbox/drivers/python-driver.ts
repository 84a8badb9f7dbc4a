/**
 * Runs a Python candidate and its tests, and answers with the nonce if the tests came to their end.
 *
 * The nonce arrives on fd 3 before any candidate code runs, and is then a local of the main thread. Candidate and tests
 * run in another thread, so no chain of `f_back` leads to it. An audit hook, which Python cannot remove, refuses every
 * way to a frame (`sys._getframe`, `tb_frame`, `gi_frame`), and ends the run on what would reach other memory: `gc`
 * searches, `ctypes`, new code objects, other processes, tracing. No process or thread can be made (RLIMIT_NPROC 0), and
 * there is no /proc. Frames are refused with the errors that the standard library expects where there are none, so
 * `namedtuple`, `enum` and `logging` still work.
 *
 * Tests see the candidate's names but built-ins of their own. They are compiled apart, so no open bracket or decorator of
 * the candidate's reaches into them.
 *
 * What is left open: an object whose `__eq__` is always true, and changed functions of modules that the tests import.
 */
export const pythonDriver = String.raw`
def main():
    import builtins, os, resource, sys, _signal, _thread
    chunks = []
    while True:
        chunk = os.read(3, 1 << 16)
        if not chunk:
            break
        chunks.append(chunk)
    header, _, body = b"".join(chunks).partition(b"\n")
    nonce, imports, *lengths = header.decode().split(" ")
    answer = b"T" + nonce.encode() + b"\n"
    parts = []
    for length in lengths:
        parts.append(body[:int(length)].decode())
        body = body[int(length):]
    del chunks, chunk, header, nonce
    denied = frozenset((
        "ctypes", "_ctypes", "_ctypes_test", "cffi", "_cffi_backend", "_testcapi", "_testinternalcapi", "_testbuffer",
        "_testclinic", "_testlimitedcapi", "_testmultiphase", "_testsinglephase", "_testimportmultiple",
        "_xxsubinterpreters", "_xxtestfuzz", "_interpreters", "_interpchannels", "_interpqueues", "_remote_debugging",
    ))
    # loaded here, since reading compiled files is refused later (marshal makes any code object)
    for name in imports.split(","):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names and top not in denied:
            try:
                __import__(name)
            except BaseException:
                pass
    own_builtins = dict(builtins.__dict__)
    frames = frozenset(("tb_frame", "gi_frame", "cr_frame", "ag_frame"))
    ended = frozenset((
        "sys._current_frames", "sys._current_exceptions", "sys.settrace", "sys.setprofile", "sys.addaudithook",
        "sys.monitoring.register_callback", "sys.remote_exec", "gc.get_objects", "gc.get_referrers", "gc.get_referents",
        "code.__new__", "marshal.loads", "marshal.load", "os.fork", "os.forkpty", "os.exec", "os.posix_spawn",
        "os.spawn", "os.system", "os.startfile", "pty.spawn", "subprocess.Popen", "os.kill", "os.killpg",
        "signal.pthread_kill", "cpython.PyInterpreterState_New", "cpython.run_interactivehook", "resource.prlimit",
    ))
    write, leave = os.write, os._exit
    text, kind, octets, Missing, Refused, NoFrame = str, type, bytes, ImportError, AttributeError, ValueError
    stdlib = tuple(path + "/" for path in sys.path if path.startswith("/usr/"))

    def hook(event, args):
        if event == "object.__getattr__":
            if args[1] in frames:
                raise Refused("frames are not available here")
        elif event == "sys._getframe":
            raise NoFrame("call stack is not available here")
        elif event == "import":
            name, path = args[0], args[1]
            if kind(name) is not text:
                raise Missing("this module is not available here")
            # a native module may be asked for under any package's name, or by its file
            for part in name.split(".") + (path.rpartition("/")[2].split(".") if kind(path) is text else []):
                if part in denied:
                    raise Missing("this module is not available here")
            if path is not None and (kind(path) is not text or "/../" in path or not path.startswith(stdlib)):
                raise Missing("only modules of the standard library are available here")
        elif event == "open":
            path = args[0]
            if (kind(path) is text and path.startswith("/proc")) or (kind(path) is octets and path.startswith(b"/proc")):
                write(3, b"X/proc was opened\n")
                leave(97)
        elif event in ended or event.startswith("ctypes."):
            write(3, b"X" + event.encode() + b"\n")
            leave(97)

    state = [None]
    start, done = _thread.allocate_lock(), _thread.allocate_lock()
    start.acquire()
    done.acquire()
    wait, release, run, read = start.acquire, done.release, exec, compile
    Anything, NoMemory, Mapping, belongs = BaseException, MemoryError, dict, isinstance
    pieces = list(zip(parts, ("setup", "candidate", "tests")))

    def describe(error):
        if belongs(error, NoMemory):
            return b"oom MemoryError"
        name = kind(error).__name__
        try:
            return ("fail " + name + ": " + text(error)).encode("utf-8", "replace")[:1000]
        except Anything:
            return b"fail " + name.encode("utf-8", "replace")[:100]

    def work():
        wait()
        try:
            names = {"__builtins__": builtins}
            code = [read(source, "<" + label + ">", "exec", 0, True) for source, label in pieces]
            run(code[0], names)
            run(code[1], names)
            names = Mapping(names)
            names["__builtins__"] = own_builtins
            run(code[2], names)
        except Anything as error:
            state[0] = describe(error)
        else:
            state[0] = True
        finally:
            release()

    _thread.stack_size(1 << 26)
    _thread.start_new_thread(work, ())
    _thread.stack_size(0)
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    sys.pycache_prefix = "/nowhere"
    finish = done.acquire
    sys.modules["__main__"].__dict__.clear()
    write(3, b"R\n")
    sys.addaudithook(hook)
    try:
        start.release()
        finish()
        if state[0] is True:
            write(3, answer)
        else:
            write(3, b"F" + state[0])
    finally:
        leave(0)

main()
`

/** What the driver reads: nonce, modules to load early, sizes; then the three texts. */
export function toPythonPayload(texts: { setup?: string; program: string; tests: string }, nonce: string): string {
  const parts = [texts.setup ?? '', texts.program, texts.tests]
  const lines = parts.flatMap((part) => [...part.matchAll(/^[ \t]*(?:import[ \t]+([^#;\n]+)|from[ \t]+([\w.]+))/gm)])
  const written = lines.flatMap(([, list, one]) => list?.split(',') ?? [one ?? ''])
  const modules = written.map((text) => /^\s*([A-Za-z_][\w.]*)/.exec(text)?.[1] ?? '')
  // types reads a frame when it is loaded
  const names = [...new Set(['types', ...modules])].filter((name) => name !== '').join(',')
  return `${[nonce, names, ...parts.map((part) => Buffer.byteLength(part))].join(' ')}\n${parts.join('')}`
}
