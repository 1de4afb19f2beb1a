using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Connections.Pacing;

/// <summary>
/// Counts the periods in which nothing arrived from a peer, and those in which it said nothing. The receiving task notes
/// input; only the idle monitor counts. A field of the receiver, so it is as small as possible.
/// </summary>
internal struct IdleClock
{
    /// <summary>The time between two counts.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Ping intervals without any input after which a program counts as dead.</summary>
    private const int MaxSilentIntervals = 3;

    /// <summary>Periods without any input, after which a proxy between may need a sign of life: 25 s. Many close after 60 s.</summary>
    private const int KeepAlivePeriods = 5;

    private const byte SignOfLife = 1;
    private const byte Speech = 2;

    private byte _noted;

    /// <summary>The text of a ping; any input answers it.</summary>
    public static ReadOnlySpan<byte> Ping => "still there?"u8;

    /// <summary>Periods since any input.</summary>
    public ushort Silent { get; private set; }

    /// <summary>Periods since the peer said something.</summary>
    public int Idle { get; private set; }

    /// <summary>A proxy between may need a sign of life.</summary>
    public readonly bool IsKeepAliveDue => Silent > 0 && Silent % KeepAlivePeriods == 0;

    /// <summary>Notes input from the peer.</summary>
    /// <param name="isSpeech">It is more than a sign of life.</param>
    public void Note(bool isSpeech) => _noted = isSpeech ? Speech : Math.Max(_noted, SignOfLife);

    /// <summary>Counts a period.</summary>
    /// <param name="isAlive">The peer shows that it is alive in another way.</param>
    public void Count(bool isAlive)
    {
        var noted = Interlocked.Exchange(ref _noted, 0);
        Silent = (ushort)(noted > 0 || isAlive ? 0 : Math.Min(Silent + 1, ushort.MaxValue));
        Idle = noted == Speech ? 0 : Idle + 1;
    }

    /// <summary>Why the connection is closed for inactivity; null: it is not.</summary>
    /// <param name="isPersonInRoom">The peer is a person, who is to say something from time to time.</param>
    public readonly CloseNotice? Check(Reader reader, bool isPersonInRoom, ServerLimits limits) =>
        limits.IdleTimeout is { } timeout && isPersonInRoom && Idle >= Periods(timeout)
            ? CloseNotice.Idle
        : PeriodsToPing(reader, limits) is > 0 and var periods && Silent >= MaxSilentIntervals * periods
            ? CloseNotice.Silent
        : null;

    /// <summary>True if the peer is to be sent a ping now.</summary>
    public readonly bool IsPingDue(Reader reader, ServerLimits limits) =>
        Silent > 0 && PeriodsToPing(reader, limits) is > 0 and var periods && Silent % periods == 0;

    /// <summary>0: never, because the client would not answer.</summary>
    private static int PeriodsToPing(Reader reader, ServerLimits limits) =>
        reader.Mailbox.Dialect.AnswersPings && limits.PingInterval is { } interval ? Periods(interval) : 0;

    /// <summary>The number of periods that take at least this long.</summary>
    private static int Periods(TimeSpan time) => (int)Math.Ceiling(time / Period);
}
