using ChatRoom.Client;

namespace ChatRoom.CommandLine;

/// <summary>What the process returns; scripts rely on these numbers.</summary>
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
    public const int Interrupted = 130;
    public const int BrokenPipe = 141;

    public static int Of(Outcome outcome) => outcome switch
    {
        Outcome.CannotConnect => CannotConnect,
        Outcome.Refused => Refused,
        Outcome.Lost => Lost,
        Outcome.Rejected => Rejected,
        Outcome.ProtocolError => ProtocolError,
        Outcome.Interrupted => Interrupted,
        Outcome.BrokenPipe => BrokenPipe,
        _ => Done,
    };
}
