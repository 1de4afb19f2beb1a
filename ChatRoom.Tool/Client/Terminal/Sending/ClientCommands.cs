using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Terminal.Sending;

/// <summary>The effect of a line that begins with a slash.</summary>
internal enum CommandEffect
{
    /// <summary>The server has to answer it.</summary>
    AsksServer,

    /// <summary>The client carried it out.</summary>
    Done,

    /// <summary>The user wants an empty screen.</summary>
    Clears,

    /// <summary>The user wants to leave.</summary>
    Leaves,
}

/// <summary>The client's own commands, as one table. <c>/help</c> lists them before the server's. Used by one loop.</summary>
/// <param name="transcript">The commands change it and answer in it.</param>
/// <param name="hasServerCommands">The server has its own commands, among them <c>/help</c> and <c>/quit</c>.</param>
internal sealed class ClientCommands(Transcript transcript, bool hasServerCommands)
{
    private sealed record Command(string Name, string Usage, string Help, Func<ClientCommands, string, CommandEffect> Run);

    private static readonly Command[] Table =
    [
        new("/bell", "/bell [MODE]", "sets when the bell rings: off, mention or all", (client, argument) => client.SetBell(argument)),
        new("/ignore", "/ignore [NAME]", "hides what NAME says, or lists the people you ignore", (client, argument) => client.Ignore(argument)),
        new("/unignore", "/unignore NAME", "shows what NAME says again", (client, argument) => client.Unignore(argument)),
        new("/clear", "/clear", "empties the screen", (_, _) => CommandEffect.Clears),
        new("/help", "/help", "lists the commands", (client, _) => client.Help()),
        new("/quit", "/quit", "leaves", (_, _) => CommandEffect.Leaves),
    ];

    public static IEnumerable<string> Names => Table.Select(command => command.Name);

    /// <summary>Runs a line if it is a command of the client.</summary>
    public CommandEffect Run(string line)
    {
        var words = line.Split(' ', 2, StringSplitOptions.TrimEntries);
        var command = Array.Find(Table, command => command.Name.Equals(words[0], StringComparison.OrdinalIgnoreCase));
        return command?.Run(this, words.Length == 2 ? words[1] : "") ?? CommandEffect.AsksServer;
    }

    private CommandEffect Help()
    {
        foreach (var command in Table.Where(command => !hasServerCommands || command.Name is not ("/help" or "/quit")))
        {
            transcript.AddNotice($"{command.Usage,-16} {command.Help}");
        }

        return hasServerCommands ? CommandEffect.AsksServer : CommandEffect.Done;
    }

    private CommandEffect SetBell(string argument)
    {
        if (argument.Length > 0 && !Bell.TryParse(argument, out _))
        {
            return Refuse("Use it like this: /bell off, /bell mention or /bell all");
        }

        if (Bell.TryParse(argument, out var mode))
        {
            transcript.Bell.Mode = mode;
        }

        return Answer(transcript.Bell.Mode switch
        {
            BellMode.Off => "The bell is off.",
            BellMode.Mention => "The bell rings when somebody mentions you or sends you a private message.",
            _ => "The bell rings whenever somebody says something.",
        });
    }

    private CommandEffect Ignore(string argument)
    {
        var names = transcript.IgnoreList.Names;
        if (argument.Length == 0)
        {
            return Answer(names.Count == 0 ? "You ignore nobody; /ignore NAME hides what NAME says." : $"You ignore {string.Join(", ", names)}.");
        }

        if (!Nickname.TryParse(argument, out var name))
        {
            return Refuse(Refusal.BadName.Text);
        }

        return argument.Equals(transcript.Self, StringComparison.OrdinalIgnoreCase) ? Refuse("You cannot ignore yourself.")
            : transcript.IgnoreList.Add(argument) ? Answer($"You ignore {name} now; /unignore {name} ends that.")
            : transcript.IgnoreList.Contains(argument) ? Answer($"You ignore {name} already.")
            : Refuse($"You cannot ignore more than {IgnoreList.MaxNames} people.");
    }

    private CommandEffect Unignore(string argument)
    {
        if (argument.Length == 0)
        {
            return Refuse("Use it like this: /unignore NAME");
        }

        return transcript.IgnoreList.Remove(argument)
            ? Answer($"You no longer ignore {TextFilter.Clean(argument)}.")
            : Refuse($"You do not ignore {TextFilter.Clean(argument)}; /ignore lists the people you ignore.");
    }

    private CommandEffect Answer(string sentence)
    {
        transcript.AddNotice(sentence);
        return CommandEffect.Done;
    }

    private CommandEffect Refuse(string why)
    {
        transcript.AddRefusal(why);
        return CommandEffect.Done;
    }
}
