using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Paths;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>The options for a server's log on disk.</summary>
internal sealed class LogSettings
{
    /// <summary>The smallest size: small enough for tests, large enough for one message.</summary>
    private const long SmallestKeep = 1 << 20;

    private readonly Setting _data;
    private readonly Switch _ephemeral;
    private readonly Setting _sync;
    private readonly Setting _keep;
    private readonly Setting _keepFor;

    private LogSettings(CommandDefinition command)
    {
        _data = Setting.Add(command, "--data <DIR>", "CHATROOM_DATA", null, "Keep the log in this directory. Default: chatroom/PORT in your state directory.");
        _ephemeral = Switch.Add(command, "--ephemeral", "CHATROOM_EPHEMERAL", "Keep no log on disk; all is forgotten when the server ends.");
        _sync = Setting.Add(
            command, "--sync <WHEN>", "CHATROOM_SYNC", "interval", "Sync lines to the disk: 'always' before they are acknowledged, 'interval' within a second.");
        _keep = Setting.Add(command, "--keep <SIZE>", "CHATROOM_KEEP", "1GiB", "Keep this much of each room's log; the oldest part is deleted first.");
        _keepFor = Setting.Add(command, "--keep-for <DURATION>", "CHATROOM_KEEP_FOR", null, "Delete what is older than this, such as 90d. Default: no limit of age.");
    }

    public static LogSettings Add(CommandDefinition command) => new(command);

    /// <summary>Reads the given values. <paramref name="options"/> are null if no log is kept.</summary>
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
            whyNot = $"{_ephemeral.Origin} keeps no log, but --data gives its directory; give only one of them";
            return _data.Flag is null;
        }

        if (!_data.TryReadPath(out var folder, out whyNot))
        {
            return false;
        }

        // A port that the system chooses differs at each start, so a log under its number would never be found again.
        if (folder is null && port == 0)
        {
            return true;
        }

        folder ??= StateDirectory.For(port);
        whyNot = "there is no state directory for the log; give a directory with --data, or --ephemeral to keep no log";
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
