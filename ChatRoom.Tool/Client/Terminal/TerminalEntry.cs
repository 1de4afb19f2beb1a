using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Editing;
using ChatRoom.Client.Terminal.Keys;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal;

/// <summary>The way into a room on a terminal: asks for a name until the room takes one, then chats.</summary>
internal sealed class TerminalEntry
{
    private static readonly Failure Interrupted = new(Outcome.Interrupted, "");

    private readonly ClientOptions _options;
    private readonly TerminalOptions _terminal;
    private readonly TypeAhead _inputs;
    private readonly TerminalView _view;
    private readonly Transcript _transcript;
    private readonly LineEditor _question = new(new InputHistory(), _ => new Completions(0, []));

    public TerminalEntry(ClientOptions options, TerminalOptions terminal, TerminalDevice device)
    {
        (_options, _terminal) = (options, terminal);
        _inputs = new TypeAhead(device.Inputs);
        _view = new TerminalView(device) { Editor = _question, CanSuspend = terminal.HostLog is null };
        _transcript = new Transcript(terminal.Palette, options.Time);
        _transcript.Bell.Mode = terminal.Bell;
    }

    /// <summary>Asks where <paramref name="name"/> is null; null is success.</summary>
    public async Task<Failure?> RunAsync(Nickname? name)
    {
        try
        {
            return await EnterAsync(name);
        }
        finally
        {
            _view.Leave();
        }
    }

    private async Task<Failure?> EnterAsync(Nickname? name)
    {
        if (name is null)
        {
            (name, var failed) = await AskAsync();
            if (name is null)
            {
                return failed;
            }
        }

        Draw($"Connecting to {_options.Address}; Ctrl-C gives up.");
        if (await _inputs.DuringAsync(cancel => Connector.ConnectAsync(_options, name, cancel: cancel)) is not (true, var (link, failure)))
        {
            return Interrupted;
        }

        if (link is null)
        {
            return failure;
        }

        using var conversation = new Conversation(link, _options);
        var (joined, end) = await JoinAsync(conversation, name);
        return joined is null ? end : await ChatAsync(conversation, joined);
    }

    /// <summary>Joins under this name, or another one where it is refused; or null, and how it ended.</summary>
    private async Task<(Nickname? Name, Failure? End)> JoinAsync(Conversation conversation, Nickname name)
    {
        while (true)
        {
            var entry = new Entry(_options.Room, name) { Since = _terminal.History };
            if (await _inputs.DuringAsync(cancel => conversation.EnterAsync(entry, cancel)) is not (true, var refusal))
            {
                return (null, Interrupted);
            }

            // Another name is none the better where we are not wanted.
            if (refusal is not { Outcome: Outcome.Refused } || refusal.Code == Refusal.BannedCode)
            {
                return refusal is null ? (name, null) : (null, refusal);
            }

            _transcript.Refuse(refusal.Sentence);
            (var other, var end) = await AskAsync();
            if (other is null)
            {
                return (null, end);
            }

            name = other;
        }
    }

    private async Task<Failure?> ChatAsync(Conversation conversation, Nickname name)
    {
        Introduce(conversation, name);
        _view.Hint = "";
        _view.Editor = new LineEditor(new InputHistory(), new Completer(_transcript).Complete);
        return await new TerminalClient(conversation, _transcript, _view, _inputs, _options.Time) { HostLog = _terminal.HostLog }.RunAsync();
    }

    /// <summary>A name that is allowed; or null, and how it ended.</summary>
    private async Task<(Nickname? Name, Failure? End)> AskAsync()
    {
        Draw($"What is your name? Enter alone takes {_terminal.OwnName}.");
        await foreach (var input in _inputs.ReadAllAsync())
        {
            if (input.Kind == TerminalInputKind.Ended)
            {
                break;
            }

            if (Answer(input) is { } answer)
            {
                return answer;
            }

            Draw(_view.Hint);
        }

        return (null, null);
    }

    /// <summary>What a key comes to; null as long as more are needed.</summary>
    private (Nickname? Name, Failure? End)? Answer(TerminalInput input)
    {
        if (input.Kind != TerminalInputKind.Key)
        {
            _view.Follow(input.Kind);
            return null;
        }

        if (input.Key.Kind == KeyKind.Enter && _question.Text.Trim().Length == 0)
        {
            return (_terminal.OwnName, null);
        }

        var edited = _view.Press(input.Key);
        switch (edited.Kind)
        {
            case EditedKind.Interrupt:
                return (null, Interrupted);
            case EditedKind.EndOfInput:
                return (null, null);
            case EditedKind.Submitted when Nickname.TryParse(edited.Text.Trim(), out var name):
                return (name, null);
            case EditedKind.Submitted:
                _transcript.Refuse(Refusal.BadName.Text);
                return null;
            default:
                return null;
        }
    }

    private void Introduce(Conversation conversation, Nickname name)
    {
        var title = conversation.Title.Length > 0 ? $"{conversation.Title} at {_options.Address}" : $"{_options.Address}, a server without commands";
        _transcript.Tell($"This is {title}. /help lists commands, Ctrl-D leaves.");
        _transcript.Enter(name.ToString(), conversation.Acknowledges ? _options.Room : "", conversation.Admission.Members);
    }

    private void Draw(string hint)
    {
        _view.Hint = hint;
        _view.Print(_transcript.Take().Lines);
        _view.Draw();
    }
}
