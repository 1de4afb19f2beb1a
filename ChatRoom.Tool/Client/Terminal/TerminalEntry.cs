using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal;

/// <summary>The way into a room on a terminal: asks for a name until the room takes one, then chats.</summary>
/// <param name="history">What is shown of the time before.</param>
internal sealed class TerminalEntry(ClientOptions options, Nickname ownName, Since history, TextReader input, TextWriter screen)
{
    /// <summary>Asks where <paramref name="name"/> is null; null is success.</summary>
    public async Task<Failure?> RunAsync(Nickname? name)
    {
        name ??= Ask();
        if (name is null)
        {
            return null;
        }

        var (link, failure) = await Connector.ConnectAsync(options, name);
        if (link is null)
        {
            return failure;
        }

        using var conversation = new Conversation(link, options);
        while (await conversation.EnterAsync(new Entry(options.Room, name) { Since = history }) is { } refusal)
        {
            if (refusal.Outcome != Outcome.Refused)
            {
                return refusal;
            }

            screen.WriteLine(refusal.Sentence);
            name = Ask();
            if (name is null)
            {
                return null;
            }
        }

        screen.WriteLine(Introduction(conversation, name));
        return await new TerminalClient(conversation, new Keyboard(), screen, options.Time).RunAsync();
    }

    /// <summary>A name that is allowed, or null at the end of input.</summary>
    private Nickname? Ask()
    {
        while (true)
        {
            screen.Write($"Your name [{ownName}]: ");
            if (input.ReadLine() is not { } typed)
            {
                screen.WriteLine();
                return null;
            }

            if (typed.Length == 0)
            {
                return ownName;
            }

            if (Nickname.TryParse(typed.Trim(), out var name))
            {
                return name;
            }

            screen.WriteLine(Refusal.BadName.Text);
        }
    }

    private string Introduction(Conversation conversation, Nickname name) => conversation.Title.Length > 0
        ? $"You are {name} in {conversation.Title} at {options.Address}. /help lists commands, Ctrl-D leaves."
        : $"You are {name} at {options.Address}, a server without commands. Ctrl-D leaves.";
}
