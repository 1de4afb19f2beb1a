using ChatRoom.CommandLine.Parsing;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting;

/// <summary>
/// Reads the arguments of a running server again, because a file of arguments may have changed. Changed limits take effect. Other
/// changes need a restart, and are reported. Called by one thread at a time.
/// </summary>
internal sealed class LimitReload
{
    private readonly CommandDefinition _started;
    private readonly LimitsInForce _limits;
    private readonly string[] _arguments;
    private CommandDefinition _before;

    private LimitReload(CommandDefinition started, LimitsInForce limits, string[] arguments)
    {
        (_started, _limits, _arguments) = (started, limits, arguments);
        _before = started;
    }

    /// <summary>Null: no argument is in a file, so none can change.</summary>
    public static Reload? TryMake(CommandDefinition started, LimitsInForce limits)
    {
        // The program and the verb come first.
        var arguments = Environment.GetCommandLineArgs().Skip(2).ToArray();
        return Array.Exists(arguments, argument => argument.StartsWith('@')) ? new LimitReload(started, limits, arguments).TryRun : null;
    }

    private bool TryRun(out string outcome)
    {
        var now = new CommandDefinition();
        var settings = ServerCommand.DefineAgain(now);
        if (!FullParser.TryFillIn(new Verb("server", "", ServerCommand.Configure), now, _arguments, out outcome) || !settings.TryRead(out var limits, out outcome))
        {
            return false;
        }

        _limits.Change(before => limits with { Allowed = before.Allowed, Denied = before.Denied });
        var changed = ChangedOptions(_before, now).Where(settings.Options.Contains).Select(Describe).ToArray();
        var others = ChangedOptions(_started, now).Where(option => !settings.Options.Contains(option)).Select(option => $"--{option.LongName}").ToArray();
        outcome = changed.Length == 0 ? "no limit changed" : string.Join(", ", changed);
        outcome += others.Length == 0 ? "" : $"; a restart would change {string.Join(", ", others)}";
        _before = now;
        return true;
    }

    /// <summary>The options whose value changed.</summary>
    private static IEnumerable<DefinedOption> ChangedOptions(CommandDefinition before, CommandDefinition now) =>
        before.Options.Zip(now.Options).Where(both => (both.First.IsGiven, both.First.Value) != (both.Second.IsGiven, both.Second.Value)).Select(both => both.Second);

    private static string Describe(DefinedOption option) =>
        !option.IsGiven ? $"--{option.LongName} is no longer given"
        : option.Value is null ? $"--{option.LongName}"
        : $"--{option.LongName} {option.Value}";
}
