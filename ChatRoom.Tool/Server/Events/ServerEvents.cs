using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Events;

/// <summary>Every event that an operator can see, one method each. May be called from any thread.</summary>
internal sealed class ServerEvents(TextWriter output, EventOptions options)
{
    private const string Somebody = "somebody";

    private readonly EventLog _log = new(output, options);
    private readonly ConcurrentQueue<Exception> _faults = [];
    private readonly long[] _ended = new long[Enum.GetValues<CloseReason>().Length];
    private bool _newcomersWait;

    /// <summary>How many lines the output did not take, since the start; none unless the output says so.</summary>
    public Func<long> Unwritten { get; init; } = () => 0;

    /// <summary>The bugs that were met: none, unless this program is wrong.</summary>
    public IReadOnlyCollection<Exception> Faults => _faults;

    /// <summary>How many connections ended for that reason.</summary>
    public long EndedBy(CloseReason reason) => Volatile.Read(ref _ended[(int)reason]);

    /// <summary>The server is there. People read that on standard output.</summary>
    public void Listening(IPEndPoint on, ServerIdentity identity, string? logFolder)
    {
        if (_log.IsJson)
        {
            _log.Write(
                EventLevel.Info,
                "listening",
                $"listens on {on}",
                new("address", on.Address.ToString()),
                EventField.Of("port", on.Port),
                new("title", identity.Title),
                new("version", identity.Version),
                new("data", logFolder));
        }
    }

    /// <param name="name">Null: a watcher, which has no name.</param>
    /// <param name="isPresent">The others see it in the room.</param>
    public void Entered(Nickname? name, bool isPresent, ReadOnlySpan<byte> room, IPAddress from)
    {
        if (_log.Shows(EventLevel.Debug))
        {
            var (does, role) = name is null ? ("watches", "watcher")
                : isPresent ? ("joined", "member")
                : ("sends", "sender");
            _log.Write(
                EventLevel.Debug,
                "entered",
                $"{name?.ToString() ?? Somebody} {does}{From(from)}",
                new("name", name?.ToString()),
                new("role", role),
                new("room", Encoding.UTF8.GetString(room)),
                new("address", Shown(from)));
        }
    }

    /// <param name="name">Null: a watcher, which has no name.</param>
    public void Left(Nickname? name, ReadOnlySpan<byte> room, CloseReason reason)
    {
        if (_log.Shows(EventLevel.Debug))
        {
            _log.Write(
                EventLevel.Debug,
                "left",
                $"{name?.ToString() ?? Somebody} left: {Explain(reason)}",
                new("name", name?.ToString()),
                new("room", Encoding.UTF8.GetString(room)),
                new("reason", CodeOf(reason)));
        }
    }

    /// <summary>A connection is over, whether it was let in or not: counted, and not told.</summary>
    public void Ended(CloseReason reason) => Interlocked.Increment(ref _ended[(int)reason]);

    /// <summary>A peer that was leaving did not read to the end in time.</summary>
    public void GaveUp(IPAddress from)
    {
        if (_log.Shows(EventLevel.Debug))
        {
            _log.Write(
                EventLevel.Debug, "gave-up", $"a connection{From(from)} did not take its last lines in time", new EventField("address", Shown(from)));
        }
    }

    /// <summary>A newcomer was closed, as no encrypted connection to it came about.</summary>
    public void NoTls(IPAddress from, string why)
    {
        if (_log.Shows(EventLevel.Debug))
        {
            _log.Write(
                EventLevel.Debug,
                "no-tls",
                $"a connection{From(from)} did not agree on TLS: {why}",
                new("address", Shown(from)),
                new("reason", why));
        }
    }

    /// <summary>A peer could not be told, by the rules of TLS, that it has got all.</summary>
    public void NoCloseNotify(IPAddress from, string why)
    {
        if (_log.Shows(EventLevel.Debug))
        {
            _log.Write(
                EventLevel.Debug,
                "no-close-notify",
                $"a connection{From(from)} could not be ended by the rules of TLS: {why}",
                new("address", Shown(from)),
                new("reason", why));
        }
    }

    /// <summary>Newcomers must wait. Said once, however often it is tried again, until they are all in.</summary>
    public void CannotAccept(string why)
    {
        if (!Interlocked.Exchange(ref _newcomersWait, true))
        {
            _log.Write(
                EventLevel.Warning, "cannot-accept", $"cannot accept a connection: {why}; newcomers wait", new EventField("reason", why));
        }
    }

    /// <summary>Whoever had to wait is in. Who was told that they wait is told this as well.</summary>
    public void NobodyWaits()
    {
        if (Interlocked.Exchange(ref _newcomersWait, false))
        {
            _log.Write(EventLevel.Warning, "accepting", "accepts connections again");
        }
    }

    /// <summary>Somebody who is banned tried to come in.</summary>
    public void TurnedAway(IPAddress from)
    {
        if (_log.Shows(EventLevel.Debug))
        {
            _log.Write(EventLevel.Debug, "turned-away", $"turned away a connection{From(from)}, which is banned", new EventField("address", Shown(from)));
        }
    }

    /// <summary>Somebody who wanted to come in gave a wrong password. Its address is what can be banned, and so it is always told.</summary>
    public void WrongPassword(IPAddress from, int wrong, int most) => _log.Write(
        EventLevel.Info,
        "wrong-password",
        $"a wrong password came from {from}, {wrong} of {most} before it is locked out",
        new("address", from.ToString()),
        EventField.Of("count", wrong));

    /// <summary>Somebody who wanted to come in gave a password that was not looked at, as too many from there were wrong.</summary>
    public void LockedOut(IPAddress from)
    {
        if (_log.Shows(EventLevel.Debug))
        {
            _log.Write(
                EventLevel.Debug,
                "locked-out",
                $"a password from {from} was not looked at, as too many from there were wrong",
                new EventField("address", from.ToString()));
        }
    }

    /// <summary>Newcomers were closed before they were asked for a name.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="more">How many there were since that was told last; 0 where this is the first one.</param>
    /// <param name="from">Where the first one comes from.</param>
    public void NotLetIn(CloseReason reason, int more = 0, IPAddress? from = null)
    {
        var who = more > 0 ? $"{more} more {(more == 1 ? "connection" : "connections")}" : $"a connection{(from is null ? "" : From(from))}";
        _log.Write(
            EventLevel.Warning,
            "not-let-in",
            $"turned away {who}: {WhyNotIn(reason)}",
            new("reason", CodeOf(reason)),
            EventField.Of("count", Math.Max(more, 1)),
            new("address", from is null ? null : Shown(from)));
    }

    /// <summary>The clock of this machine was set.</summary>
    /// <param name="moved">By how much; less than nothing: back.</param>
    public void ClockSet(TimeSpan moved)
    {
        var seconds = Math.Round(Math.Abs(moved.TotalSeconds));
        _log.Write(
            EventLevel.Warning,
            "clock-set",
            moved < TimeSpan.Zero
                ? $"the clock went back by {seconds} s: times in the logs go back with it, and ids stay the order"
                : $"the clock went ahead by {seconds} s: what is kept for a time is judged by it only after an hour",
            EventField.Of("seconds", (long)Math.Round(moved.TotalSeconds)));
    }

    /// <summary>What an operator did, or somebody who would be one.</summary>
    public void Moderated(string act) => _log.Write(EventLevel.Info, "moderated", $"operators: {act}");

    /// <summary>Something in what the server was given is to be looked at.</summary>
    public void Warn(string sentence) => _log.Write(EventLevel.Warning, "warning", sentence);

    /// <summary>Something about the log on disk, in one sentence.</summary>
    public void Report(string sentence) => _log.Write(EventLevel.Error, "disk", sentence);

    /// <summary>Something was read again, and is in force.</summary>
    public void Reloaded(string what, string result) =>
        _log.Write(EventLevel.Info, "reloaded", $"reloaded {what}: {result}", new("what", what), new("result", result));

    /// <summary>Something could not be read again; what was in force stays.</summary>
    public void NotReloaded(string what, string why) =>
        _log.Write(EventLevel.Warning, "not-reloaded", $"{what} stays as it was: {why}", new("what", what), new("reason", why));

    /// <summary>There is nothing that could be read again.</summary>
    public void NothingToReload() => _log.Write(
        EventLevel.Info, "nothing-to-reload", "there is nothing to reload: no option names a file that is read again, such as --motd or --password-file, and no arguments stand in a file");

    /// <summary>The terminal in which the server was started is gone.</summary>
    public void LostTerminal() => _log.Write(EventLevel.Info, "lost-terminal", "the terminal was closed");

    public void Draining(int connections) => _log.Write(
        EventLevel.Info, "draining", $"shutting down: {connections} connected", EventField.Of("connections", connections));

    /// <summary>A bug of ours ended one connection; the others go on.</summary>
    public void Fault(Exception bug)
    {
        _faults.Enqueue(bug);
        _log.WriteBug("fault", "a bug in chatroom ended a connection, please report it", bug);
    }

    private static string WhyNotIn(CloseReason reason) => reason switch
    {
        CloseReason.TooMany => "too many from one address (--max-per-address)",
        CloseReason.TooFast => "too often from one address (--connect-rate)",
        _ => "the address is not allowed (--allow-file, --deny-file)",
    };

    private string From(IPAddress address) => _log.ShowsAddresses ? $" from {address}" : "";

    private string? Shown(IPAddress address) => _log.ShowsAddresses ? address.ToString() : null;

    private static string Explain(CloseReason reason) => reason switch
    {
        CloseReason.EndOfInput => "said all it had to say",
        CloseReason.Quit => "asked to leave",
        CloseReason.NoName => "gave no name",
        CloseReason.BadName => "gave no name that is allowed",
        CloseReason.NoPassword => "did not give the password",
        CloseReason.NotReading => "sent without reading the answers",
        CloseReason.Stalled => "took nothing of what was sent for too long",
        CloseReason.Replaced => "its session has connected again",
        CloseReason.Banned => "is banned",
        CloseReason.Expelled => "was sent away",
        CloseReason.NotAllowed => "its address may not be here any more",
        CloseReason.Idle => "said nothing for too long",
        CloseReason.Silent => "did not answer any more",
        CloseReason.Draining => "the server shuts down",
        _ => "the connection was lost",
    };

    /// <summary>The same for programs, also as a tag of what is counted.</summary>
    public static string CodeOf(CloseReason reason) => reason switch
    {
        CloseReason.EndOfInput => "end-of-input",
        CloseReason.Quit => "quit",
        CloseReason.Lost => "lost",
        CloseReason.NoName => "no-name",
        CloseReason.BadName => "bad-name",
        CloseReason.NoPassword => "no-password",
        CloseReason.NotReading => "not-reading",
        CloseReason.Stalled => "stalled",
        CloseReason.Replaced => "replaced",
        CloseReason.Banned => "banned",
        CloseReason.Expelled => "expelled",
        CloseReason.NotAllowed => "not-allowed",
        CloseReason.TooMany => "too-many",
        CloseReason.TooFast => "too-fast",
        CloseReason.Idle => "idle",
        CloseReason.Silent => "silent",
        CloseReason.Draining => "draining",
        _ => "fault",
    };
}
