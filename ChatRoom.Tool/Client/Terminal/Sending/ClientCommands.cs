using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Terminal.Sending;

/// <summary>What is to be done with a line that begins with a slash.</summary>
internal enum CommandEffect
{
    /// <summary>It is the server's to answer.</summary>
    AsksServer,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>The screen is to be empty.</summary>
    Clears,

    /// <summary>The user wants to leave.</summary>
    Leaves,
}

/// <summary>The commands of the client itself: one table, which <c>/help</c> prints above the server's own.</summary>
/// <param name="transcript">What they change, and where they answer.</param>
/// <param name="hasServerCommands">The server has commands of its own, <c>/help</c> and <c>/quit</c> among them.</param>
internal sealed class ClientCommands(Transcript transcript, bool hasServerCommands)
{
    private sealed record Command(string Name, string Usage, string Help, Func<ClientCommands, string, CommandEffect> Run);

    private static readonly Command[] Table =
    [
        new("/bell", "/bell [WHAT]", "what rings the bell: off, mention or all", (client, argument) => client.SetBell(argument)),
        new("/ignore", "/ignore [NAME]", "hides what somebody says, or lists whom you ignore", (client, argument) => client.Ignore(argument)),
        new("/unignore", "/unignore NAME", "shows it again", (client, argument) => client.Unignore(argument)),
        new("/clear", "/clear", "empties the screen", (_, _) => CommandEffect.Clears),
        new("/help", "/help", "lists the commands", (client, _) => client.Help()),
        new("/quit", "/quit", "leaves", (_, _) => CommandEffect.Leaves),
    ];

    public static IEnumerable<string> Names => Table.Select(command => command.Name);

    /// <summary>Does what a line asks of the client, and says what came of it.</summary>
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
            transcript.Tell($"{command.Usage,-16} {command.Help}");
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

        return Tell(transcript.Bell.Mode switch
        {
            BellMode.Off => "The bell is off.",
            BellMode.Mention => "The bell rings when somebody names you or writes to you alone.",
            _ => "The bell rings whenever somebody says something.",
        });
    }

    private CommandEffect Ignore(string argument)
    {
        var names = transcript.IgnoreList.Names;
        if (argument.Length == 0)
        {
            return Tell(names.Count == 0 ? "You ignore nobody; /ignore NAME hides what somebody says." : $"You ignore {string.Join(", ", names)}.");
        }

        if (!Nickname.TryParse(argument, out var name))
        {
            return Refuse(Refusal.BadName.Text);
        }

        return argument.Equals(transcript.Self, StringComparison.OrdinalIgnoreCase) ? Refuse("You cannot ignore yourself.")
            : transcript.IgnoreList.Add(argument) ? Tell($"You ignore {name} now; /unignore {name} ends that.")
            : transcript.IgnoreList.Contains(argument) ? Tell($"You ignore {name} already.")
            : Refuse($"You cannot ignore more than {IgnoreList.Most} people.");
    }

    private CommandEffect Unignore(string argument)
    {
        if (argument.Length == 0)
        {
            return Refuse("Use it like this: /unignore NAME");
        }

        return transcript.IgnoreList.Remove(argument)
            ? Tell($"You hear {TextFilter.Clean(argument)} again.")
            : Refuse($"You do not ignore {TextFilter.Clean(argument)}; /ignore lists whom you do.");
    }

    private CommandEffect Tell(string sentence)
    {
        transcript.Tell(sentence);
        return CommandEffect.Done;
    }

    private CommandEffect Refuse(string why)
    {
        transcript.Refuse(why);
        return CommandEffect.Done;
    }
}
