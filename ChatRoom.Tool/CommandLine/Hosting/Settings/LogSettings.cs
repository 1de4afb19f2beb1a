using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Paths;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>Whether, where and how a server keeps its log.</summary>
internal sealed class LogSettings
{
    /// <summary>Small enough for a test, large enough for what one message takes.</summary>
    private const long SmallestKeep = 1 << 20;

    private readonly Setting _data;
    private readonly Switch _ephemeral;
    private readonly Setting _sync;
    private readonly Setting _keep;
    private readonly Setting _keepFor;

    private LogSettings(CommandDefinition command)
    {
        _data = Setting.Add(command, "--data <DIR>", "CHATROOM_DATA", null, "Keep the log here; chatroom/PORT in your state directory otherwise.");
        _ephemeral = Switch.Add(command, "--ephemeral", "CHATROOM_EPHEMERAL", "Keep no log on disk: all is forgotten when the server ends.");
        _sync = Setting.Add(
            command, "--sync <WHEN>", "CHATROOM_SYNC", "interval", "When a line is safe from a power cut: 'always' before it is acknowledged, 'interval' within a second.");
        _keep = Setting.Add(command, "--keep <SIZE>", "CHATROOM_KEEP", "1GiB", "How much of each room's log is kept; the oldest goes first.");
        _keepFor = Setting.Add(command, "--keep-for <TIME>", "CHATROOM_KEEP_FOR", null, "How long it is kept, such as 90d; without it as long as there is room.");
    }

    public static LogSettings Add(CommandDefinition command) => new(command);

    /// <summary>Reads what was given; <paramref name="options"/> are null where nothing is to be kept.</summary>
    public bool TryRead(int port, out LogOptions? options, out string whyNot)
    {
        options = null;
        if (!_ephemeral.TryRead(out var isEphemeral, out whyNot)
            || !_keep.TryReadSize(SmallestKeep, out var keep, out whyNot)
            || !_keepFor.TryReadOptionalAge(out var keepFor, out whyNot)
            || !TryReadSync(out var always, out whyNot))
        {
            return false;
        }

        if (isEphemeral)
        {
            whyNot = $"{_ephemeral.Origin} keeps no log, and --data says where to keep it; give one of them";
            return _data.Flag is null;
        }

        if (!_data.TryReadPath(out var folder, out whyNot))
        {
            return false;
        }

        // A port that the system chooses is another one each time: a log that belongs to it would never be found again.
        if (folder is null && port == 0)
        {
            return true;
        }

        folder ??= StateDirectory.For(port);
        whyNot = "there is no directory of yours to keep the log in; give one with --data, or --ephemeral to keep none";
        options = folder is null ? null : new LogOptions { Folder = folder, SyncsAlways = always, Keep = keep, KeepFor = keepFor };
        return options is not null;
    }

    private bool TryReadSync(out bool always, out string whyNot)
    {
        always = _sync.Value == "always";
        whyNot = _sync.Mistake("a value", "give always or interval");
        return always || _sync.Value == "interval";
    }
}
