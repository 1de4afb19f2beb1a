using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Connections.Pacing;

/// <summary>
/// For how many of the caretaker's looks nothing came from a peer, and for how many it has said nothing. Noted by the loop
/// that receives, counted by the caretaker alone. A field of its receiver, as small as can be.
/// </summary>
internal struct IdleClock
{
    /// <summary>From one look to the next.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Questions that may stay unanswered before a program is taken for dead, the time behind the last among them.</summary>
    private const int PingsBeforeEnd = 3;

    private const byte Heard = 1;
    private const byte Said = 2;

    private byte _news;

    /// <summary>The text that a program is asked with; any answer will do.</summary>
    public static ReadOnlySpan<byte> Ping => "still there?"u8;

    /// <summary>Looks since anything came.</summary>
    public ushort Silent { get; private set; }

    /// <summary>Looks since it said something.</summary>
    public int Idle { get; private set; }

    /// <summary>Something came from the peer.</summary>
    /// <param name="isSaid">It is more than a sign of life.</param>
    public void Note(bool isSaid) => _news = isSaid ? Said : Math.Max(_news, Heard);

    /// <summary>Counts a look.</summary>
    /// <param name="isThere">The peer gives another sign of life now.</param>
    public void Count(bool isThere)
    {
        var news = Interlocked.Exchange(ref _news, 0);
        Silent = (ushort)(news > 0 || isThere ? 0 : Math.Min(Silent + 1, ushort.MaxValue));
        Idle = news == Said ? 0 : Idle + 1;
    }

    /// <summary>Why somebody who was so still is to be ended, or null.</summary>
    public readonly CloseNotice? WhyEnd(Reader reader, ServerLimits limits) =>
        limits.IdleTimeout is { } most && reader is Member { IsPresent: true, IsBot: false } && Idle >= Looks(most)
            ? CloseNotice.Idle
        : LooksToPing(reader, limits) is > 0 and var looks && Silent >= PingsBeforeEnd * looks
            ? CloseNotice.Silent
        : null;

    /// <summary>Whether somebody who was so still is to be asked whether it is there.</summary>
    public readonly bool IsToBeAsked(Reader reader, ServerLimits limits) =>
        Silent > 0 && LooksToPing(reader, limits) is > 0 and var looks && Silent % looks == 0;

    /// <summary>0 for never: people cannot answer, nor can programs of the tutorial's.</summary>
    private static int LooksToPing(Reader reader, ServerLimits limits) =>
        reader.Mailbox.Dialect == Dialect.Typed && limits.PingInterval is { } interval ? Looks(interval) : 0;

    /// <summary>This many looks take at least that long.</summary>
    private static int Looks(TimeSpan time) => (int)Math.Ceiling(time / Period);
}
