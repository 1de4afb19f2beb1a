using System.Diagnostics.CodeAnalysis;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>The options for a server's log on standard error.</summary>
internal sealed class EventSettings
{
    private readonly Setting _form;
    private readonly Setting _level;
    private readonly Switch _addresses;
    private readonly Switch _verbose;

    private EventSettings(CommandDefinition command)
    {
        _form = Setting.Add(command, "--log <human|json>", "CHATROOM_LOG", "human", "Write the log on standard error as sentences, or as one JSON object per line.");
        _level = Setting.Add(
            command, "--log-level <error|warning|info|debug>", "CHATROOM_LOG_LEVEL", "info", "The least level to log; debug includes joins and leaves.");
        _addresses = Switch.Add(command, "--log-addresses", "CHATROOM_LOG_ADDRESSES", "Log the addresses of clients that join and leave.");
        _verbose = Switch.Add(command, "-v|--verbose", "CHATROOM_VERBOSE", "Log joins and leaves with addresses: --log-level debug --log-addresses.");
    }

    public static EventSettings Add(CommandDefinition command) => new(command);

    /// <summary>Reads the given values. False, with a sentence, if one is wrong.</summary>
    public bool TryRead([NotNullWhen(true)] out EventOptions? options, out string whyNot)
    {
        options = null;
        if (!_verbose.TryRead(out var verbose, out whyNot) || !_addresses.TryRead(out var addresses, out whyNot))
        {
            return false;
        }

        var isJson = _form.Value == "json";
        if (!isJson && _form.Value != "human")
        {
            whyNot = _form.Mistake("a value", "give human or json");
            return false;
        }

        if (LevelOf(_level.Value) is not { } level)
        {
            whyNot = _level.Mistake("a value", "give error, warning, info or debug");
            return false;
        }

        if (_verbose.IsOnCommandLine && _level.Flag is not null && level != EventLevel.Debug)
        {
            whyNot = "--verbose means --log-level debug; give only one of them";
            return false;
        }

        // An option is stronger than the variable of the other one.
        verbose &= _verbose.IsOnCommandLine || _level.Flag is null;
        options = new EventOptions { Level = verbose ? EventLevel.Debug : level, IsJson = isJson, ShowsAddresses = verbose || addresses };
        return true;
    }

    private static EventLevel? LevelOf(string? word) => word switch
    {
        "error" => EventLevel.Error,
        "warning" => EventLevel.Warning,
        "info" => EventLevel.Info,
        "debug" => EventLevel.Debug,
        _ => null,
    };
}
