using System.Runtime.InteropServices;
using ChatRoom.Client.Options;

namespace ChatRoom.CommandLine.Output;

/// <summary>The exit codes of the process. Scripts rely on these numbers.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int CannotConnect = 3;
    public const int Refused = 4;
    public const int Lost = 5;
    public const int Rejected = 6;
    public const int ProtocolError = 7;
    public const int TimedOut = 124;
    public const int CommandNotExecutable = 126;
    public const int CommandNotFound = 127;
    public const int Interrupted = 130;
    public const int BrokenPipe = 141;
    public const int Terminated = 143;

    /// <summary>The code that a shell reports for a process that this signal ended.</summary>
    public static int Of(PosixSignal signal) => signal == PosixSignal.SIGINT ? Interrupted : Terminated;

    public static int Of(Outcome outcome) => outcome switch
    {
        Outcome.Failed => Failure,
        Outcome.CannotConnect => CannotConnect,
        Outcome.Refused => Refused,
        Outcome.Lost => Lost,
        Outcome.Rejected => Rejected,
        Outcome.ProtocolError => ProtocolError,
        Outcome.TimedOut => TimedOut,
        Outcome.Interrupted => Interrupted,
        Outcome.BrokenPipe => BrokenPipe,
        Outcome.CommandNotFound => CommandNotFound,
        Outcome.CommandNotExecutable => CommandNotExecutable,
        _ => Done,
    };
}
