using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Events;

/// <summary>Reports events to the operator: one method for each event. Any thread.</summary>
internal sealed class ServerEvents(TextWriter output, EventOptions options)
{
    private const string Somebody = "somebody";

    private readonly EventLog _log = new(output, options);
    private readonly ConcurrentQueue<Exception> _faults = [];
    private readonly long[,] _ended = new long[Enum.GetValues<CloseReason>().Length, Enum.GetValues<Door>().Length];
    private bool _connectionsWait;

    /// <summary>The number of lines that the output has lost since the start.</summary>
    public required Func<long> Unwritten { get; init; }

    /// <summary>The exceptions so far that were bugs of this program.</summary>
    public IReadOnlyCollection<Exception> Faults => _faults;

    /// <summary>The number of connections to a door that ended for a reason.</summary>
    public long EndedCount(CloseReason reason, Door door) => Volatile.Read(ref _ended[(int)reason, (int)door]);

    /// <summary>The code of a door for programs: a field of events, and a tag of metrics.</summary>
    public static string CodeOf(Door door) => door switch
    {
        Door.Web => "web",
        Door.Irc => "irc",
        _ => "tcp",
    };

    /// <summary>The server listens. Written in JSON only, because people read it on standard output.</summary>
    /// <param name="on">The chat's own port.</param>
    /// <param name="web">The web door; null: there is none.</param>
    /// <param name="irc">The port for IRC clients; null: there is none.</param>
    public void Listening(IPEndPoint on, IPEndPoint? web, IPEndPoint? irc, ServerIdentity identity, string? logFolder)
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
                new("data", logFolder),
                new("web", web?.ToString()),
                new("irc", irc?.ToString()));
        }
    }

    /// <param name="name">null: a watcher, which has no name.</param>
    /// <param name="isPresent">True if the others see it in the room.</param>
    public void Entered(Nickname? name, bool isPresent, ReadOnlySpan<byte> room, IPAddress from, Door door)
    {
        if (_log.IsEnabled(EventLevel.Debug))
        {
            var (does, role) = name is null ? ("watches", "watcher")
                : isPresent ? ("joined", "member")
                : ("sends", "sender");
            _log.Write(
                EventLevel.Debug,
                "entered",
                $"{name?.ToString() ?? Somebody} {does}{From(from)}{At(door)}",
                new("name", name?.ToString()),
                new("role", role),
                new("room", Encoding.UTF8.GetString(room)),
                new("address", Shown(from)),
                new("door", CodeOf(door)));
        }
    }

    /// <param name="name">null: a watcher, which has no name.</param>
    public void Left(Nickname? name, ReadOnlySpan<byte> room, CloseReason reason, Door door)
    {
        if (_log.IsEnabled(EventLevel.Debug))
        {
            _log.Write(
                EventLevel.Debug,
                "left",
                $"{name?.ToString() ?? Somebody} left: {CloseWords.Explain(reason)}{At(door)}",
                new("name", name?.ToString()),
                new("room", Encoding.UTF8.GetString(room)),
                new("reason", CloseWords.CodeOf(reason)),
                new("door", CodeOf(door)));
        }
    }

    /// <summary>A connection has ended, whether it was admitted or not. Counted, but not reported.</summary>
    public void Ended(CloseReason reason, Door door) => Interlocked.Increment(ref _ended[(int)reason, (int)door]);

    /// <summary>A peer that was leaving did not read its last lines in time.</summary>
    public void GaveUp(IPAddress from, Door door)
    {
        if (_log.IsEnabled(EventLevel.Debug))
        {
            _log.Write(
                EventLevel.Debug,
                "gave-up",
                $"a connection{From(from)}{At(door)} did not take its last lines in time",
                new("address", Shown(from)),
                new("door", CodeOf(door)));
        }
    }

    /// <summary>A new connection was closed, because its TLS handshake failed.</summary>
    public void NoTls(IPAddress from, string why)
    {
        if (_log.IsEnabled(EventLevel.Debug))
        {
            _log.Write(
                EventLevel.Debug,
                "no-tls",
                $"a connection{From(from)} did not agree on TLS: {why}",
                new("address", Shown(from)),
                new("reason", why));
        }
    }

    /// <summary>The close_notify of TLS could not be sent, so the peer cannot be sure that it received everything.</summary>
    public void NoCloseNotify(IPAddress from, string why)
    {
        if (_log.IsEnabled(EventLevel.Debug))
        {
            _log.Write(
                EventLevel.Debug,
                "no-close-notify",
                $"a connection{From(from)} could not be ended by the rules of TLS: {why}",
                new("address", Shown(from)),
                new("reason", why));
        }
    }

    /// <summary>New connections must wait. Reported once, until all of them were accepted.</summary>
    public void CannotAccept(string why)
    {
        if (!Interlocked.Exchange(ref _connectionsWait, true))
        {
            _log.Write(
                EventLevel.Warning, "cannot-accept", $"cannot accept a connection: {why}; newcomers wait", new EventField("reason", why));
        }
    }

    /// <summary>No connection waits any more. Has the level of <see cref="CannotAccept"/>, so that the operator sees both or neither.</summary>
    public void Accepting()
    {
        if (Interlocked.Exchange(ref _connectionsWait, false))
        {
            _log.Write(EventLevel.Warning, "accepting", "accepts connections again");
        }
    }

    /// <summary>A banned person tried to connect.</summary>
    public void TurnedAway(IPAddress from, Door door)
    {
        if (_log.IsEnabled(EventLevel.Debug))
        {
            _log.Write(
                EventLevel.Debug,
                "turned-away",
                $"turned away a connection{From(from)}{At(door)}, which is banned",
                new("address", Shown(from)),
                new("door", CodeOf(door)));
        }
    }

    /// <summary>A new connection sent a wrong password. Always reports the address, because that is what an operator can ban.</summary>
    public void WrongPassword(IPAddress from, Door door, int wrong, int max) => _log.Write(
        EventLevel.Info,
        "wrong-password",
        $"a wrong password came from {from}{At(door)}: {wrong} of {max} attempts before this address is locked out",
        new("address", from.ToString()),
        EventField.Of("count", wrong),
        new("door", CodeOf(door)));

    /// <summary>A new connection sent a password that was not checked, because too many from its address were wrong.</summary>
    public void LockedOut(IPAddress from, Door door)
    {
        if (_log.IsEnabled(EventLevel.Debug))
        {
            _log.Write(
                EventLevel.Debug,
                "locked-out",
                $"a password from {from}{At(door)} was not checked: too many from this address were wrong",
                new("address", from.ToString()),
                new("door", CodeOf(door)));
        }
    }

    /// <summary>New connections were closed before they were asked for a name.</summary>
    /// <param name="reason">The reason for all of them.</param>
    /// <param name="door">The door that they came to.</param>
    /// <param name="more">The number since the last report; 0: this is the first connection.</param>
    /// <param name="from">The address of the first connection.</param>
    public void NotLetIn(CloseReason reason, Door door, int more = 0, IPAddress? from = null)
    {
        var connections = more > 0 ? $"{more} more {(more == 1 ? "connection" : "connections")}" : $"a connection{(from is null ? "" : From(from))}";
        _log.Write(
            EventLevel.Warning,
            "not-let-in",
            $"turned away {connections}{At(door)}: {WhyNotIn(reason)}",
            new("reason", CloseWords.CodeOf(reason)),
            EventField.Of("count", Math.Max(more, 1)),
            new("address", from is null ? null : Shown(from)),
            new("door", CodeOf(door)));
    }

    /// <summary>The clock of this machine was set.</summary>
    /// <param name="moved">The change; negative: back.</param>
    public void ClockSet(TimeSpan moved)
    {
        var seconds = Math.Round(Math.Abs(moved.TotalSeconds));
        _log.Write(
            EventLevel.Warning,
            "clock-set",
            moved < TimeSpan.Zero
                ? $"the clock went back by {seconds} s: times in the logs go back with it, and ids still rise"
                : $"the clock went ahead by {seconds} s: old events are deleted by the new time only after an hour",
            EventField.Of("seconds", (long)Math.Round(moved.TotalSeconds)));
    }

    /// <summary>An act of an operator, or an attempt to become one.</summary>
    public void Moderated(string act) => _log.Write(EventLevel.Info, "moderated", $"operators: {act}");

    /// <summary>The operator should check an option or a file of the server.</summary>
    public void Warn(string sentence) => _log.Write(EventLevel.Warning, "warning", sentence);

    /// <summary>A problem between this server and the others of its cluster, or its end.</summary>
    public void ClusterReport(string sentence) => _log.Write(EventLevel.Warning, "cluster", sentence);

    /// <summary>A problem of the log on disk, or its end.</summary>
    public void DiskReport(string sentence) => _log.Write(EventLevel.Error, "disk", sentence);

    /// <summary>A file of an older server, or of a person, is in the control log now.</summary>
    public void TookOver(string sentence) => _log.Write(EventLevel.Info, "taken-over", sentence);

    /// <summary>A file was read again, and its content is in force.</summary>
    public void Reloaded(string what, string result) =>
        _log.Write(EventLevel.Info, "reloaded", $"reloaded {what}: {result}", new("what", what), new("result", result));

    /// <summary>A file could not be read again; the previous content stays in force.</summary>
    public void NotReloaded(string what, string why) =>
        _log.Write(EventLevel.Warning, "not-reloaded", $"{what} stays as it was: {why}", new("what", what), new("reason", why));

    /// <summary>A reload was asked for, but no file is read again.</summary>
    public void NothingToReload() => _log.Write(
        EventLevel.Info, "nothing-to-reload", "there is nothing to reload: no option names a file that is read again, such as --motd or --password-file, and no arguments came from a file");

    /// <summary>The terminal in which the server was started was closed.</summary>
    public void LostTerminal() => _log.Write(EventLevel.Info, "lost-terminal", "the terminal was closed");

    public void Draining(int connections) => _log.Write(
        EventLevel.Info, "draining", $"shutting down: {connections} connected", EventField.Of("connections", connections));

    /// <summary>A bug of this program ended one connection; the others go on.</summary>
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

    /// <summary>The chat's own port is not named.</summary>
    private static string At(Door door) => door == Door.Tcp ? "" : $" ({CodeOf(door)})";

    private string? Shown(IPAddress address) => _log.ShowsAddresses ? address.ToString() : null;
}
