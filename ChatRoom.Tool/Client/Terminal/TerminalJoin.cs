using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Editing;
using ChatRoom.Client.Terminal.Keys;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Client.Terminal.Sending;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Terminal;

/// <summary>
/// Joins a room on a terminal, then chats. Asks for a name until the server accepts one, and for the password if the
/// server requires one. Used by one loop.
/// </summary>
internal sealed class TerminalJoin
{
    private static readonly Failure Interrupted = new(Outcome.Interrupted, "");

    private readonly TerminalOptions _terminal;
    private readonly TypeAhead _inputs;
    private readonly TerminalView _view;
    private readonly Transcript _transcript;
    private readonly LineEditor _question = NewQuestion();
    private ClientOptions _options;

    public TerminalJoin(ClientOptions options, TerminalOptions terminal, TerminalDevice device)
    {
        (_options, _terminal) = (options, terminal);
        _inputs = new TypeAhead(device.Inputs);
        _view = new TerminalView(device) { Editor = _question, CanSuspend = terminal.HostLog is null };
        _transcript = new Transcript(terminal.Palette, options.Time);
        _transcript.Bell.Mode = terminal.Bell;
    }

    /// <summary>Runs until the user leaves or the connection ends; null: success.</summary>
    /// <param name="name">null: ask for it.</param>
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

        while (true)
        {
            var end = await ConnectAndChatAsync(name);
            if (end?.Code != Refusal.PasswordNeeded.Code && end?.Code != Refusal.PasswordRefused.Code)
            {
                return end;
            }

            // Over a new connection: a server soon closes one that has not joined.
            _transcript.AddRefusal(end.Code == Refusal.PasswordNeeded.Code ? "This server requires a password." : end.Sentence);
            var (password, ended) = await AskPasswordAsync();
            if (password is null)
            {
                return ended;
            }

            _options = _options with { Password = password };
        }
    }

    private async Task<Failure?> ConnectAndChatAsync(Nickname name)
    {
        var (reliableConnection, end) = await new ServerList(_options).TryEachAsync(server => ConnectAndJoinAsync(server, name));
        using (reliableConnection)
        {
            return reliableConnection is null ? end : await ChatAsync(reliableConnection);
        }
    }

    /// <summary>Joins the room at one server; without a connection: how the join ended.</summary>
    private async Task<(ReliableConnection? Connection, Failure? End)> ConnectAndJoinAsync(ClientOptions server, Nickname name)
    {
        // After a question for the password, this server is the first again.
        _options = server;
        Draw($"Connecting to {server.Address}; Ctrl-C gives up.");
        if (await _inputs.RunCancelableAsync(cancel => Connector.ConnectAsync(server, name, cancel: cancel)) is not (true, var (link, failure)))
        {
            return (null, Interrupted);
        }

        if (link is null)
        {
            return (null, failure);
        }

        var reliableConnection = new ReliableConnection(link, server);
        var (isIn, end) = await JoinAsync(reliableConnection, name);
        if (!isIn)
        {
            reliableConnection.Dispose();
            return (null, end);
        }

        return (reliableConnection, null);
    }

    private static LineEditor NewQuestion() => new(new InputHistory(), _ => new Completions(0, []));

    /// <summary>Whether another name could help. If another server could, it is tried instead.</summary>
    private bool IsAboutName(Failure refusal) => refusal.Outcome == Outcome.Refused && !(refusal.IsOfOneServer && _options.Others.Count > 0) && refusal.Code is not (Refusal.BannedCode or Refusal.LockedOutCode)
        && refusal.Code != Refusal.PasswordNeeded.Code && refusal.Code != Refusal.PasswordRefused.Code;

    /// <summary>Joins under this name, or asks for another one if the server refuses it; not in: how the join ended.</summary>
    private async Task<(bool IsIn, Failure? End)> JoinAsync(ReliableConnection reliableConnection, Nickname name)
    {
        while (true)
        {
            var joinRequest = new JoinRequest(_options.Room, name, IsBot: _terminal.IsBot) { Since = _terminal.History, WantsTypedAnswers = true };
            if (await _inputs.RunCancelableAsync(cancel => reliableConnection.JoinAsync(joinRequest, cancel)) is not (true, var refusal))
            {
                return (false, Interrupted);
            }

            if (refusal is null || !IsAboutName(refusal))
            {
                return (refusal is null, refusal);
            }

            _transcript.AddRefusal(refusal.Sentence);
            (var other, var end) = await AskAsync();
            if (other is null)
            {
                return (false, end);
            }

            name = other;
        }
    }

    private async Task<Failure?> ChatAsync(ReliableConnection reliableConnection)
    {
        Introduce(reliableConnection);
        _view.Hint = "";
        _view.Editor = new LineEditor(new InputHistory(isSecret: Submission.HoldsPassword), new Completer(_transcript).Complete);
        return await new TerminalClient(reliableConnection, _transcript, _view, _inputs, _options.Time) { HostLog = _terminal.HostLog }.RunAsync();
    }

    /// <summary>Asks for a name; without one: how the question ended.</summary>
    private Task<(Nickname? Name, Failure? End)> AskAsync() => AskAsync($"What is your name? Press Enter for {_terminal.OwnName}.", AnswerName);

    /// <summary>Asks for a password, which is neither shown nor kept in a history; without one: how the question ended.</summary>
    private async Task<(byte[]? Password, Failure? End)> AskPasswordAsync()
    {
        _view.Editor = NewQuestion();
        _view.IsHidden = true;
        try
        {
            var isExposed = _options.Tls is null && !_terminal.IsSafeInClear;
            return await AskAsync(isExposed ? "What is the password? It is sent unencrypted." : "What is the password?", AnswerPassword);
        }
        finally
        {
            _view.IsHidden = false;
            _view.Editor = _question;
        }
    }

    /// <summary>Handles input until it is an answer; without one: how the question ended.</summary>
    private async Task<(T? Answer, Failure? End)> AskAsync<T>(string question, Func<TerminalInput, (T? Answer, Failure? End)?> read)
        where T : class
    {
        Draw(question);
        await foreach (var input in _inputs.ReadAllAsync())
        {
            if (input.Kind == TerminalInputKind.Ended)
            {
                break;
            }

            if (input.Kind != TerminalInputKind.Key)
            {
                _view.HandleChange(input.Kind);
            }
            else if (read(input) is { } answer)
            {
                return answer;
            }

            Draw(_view.Hint);
        }

        return (null, null);
    }

    /// <summary>The answer after this key; null: more keys are needed.</summary>
    private (Nickname? Name, Failure? End)? AnswerName(TerminalInput input)
    {
        if (input.Key.Kind == KeyKind.Enter && _question.Text.Trim().Length == 0)
        {
            return (_terminal.OwnName, null);
        }

        var editResult = _view.Press(input.Key);
        switch (editResult.Kind)
        {
            case EditResultKind.Interrupt:
                return (null, Interrupted);
            case EditResultKind.EndOfInput:
                return (null, null);
            case EditResultKind.Submitted when Nickname.TryParse(editResult.Text.Trim(), out var name):
                return (name, null);
            case EditResultKind.Submitted:
                _transcript.AddRefusal(Refusal.BadName.Text);
                return null;
            default:
                return null;
        }
    }

    private (byte[]? Password, Failure? End)? AnswerPassword(TerminalInput input)
    {
        var editResult = _view.Press(input.Key);
        switch (editResult.Kind)
        {
            case EditResultKind.Interrupt:
                return (null, Interrupted);
            case EditResultKind.EndOfInput:
                return (null, null);
            case EditResultKind.Submitted:
                var typed = Encoding.UTF8.GetBytes(TextFilter.Clean(editResult.Text).Trim());
                if (typed.Length is > 0 and <= Limits.MaxPassword)
                {
                    return (typed, null);
                }

                _transcript.AddRefusal(Refusal.PasswordRefused.Text);
                return null;
            default:
                return null;
        }
    }

    private void Introduce(ReliableConnection reliableConnection)
    {
        var title = reliableConnection.Title.Length > 0 ? $"{reliableConnection.Title} at {_options.Address}" : $"{_options.Address}, a server without commands";
        _transcript.AddNotice($"This is {title}. /help lists commands, Ctrl-D leaves.");
        _transcript.Enter(reliableConnection.Name.ToString(), reliableConnection.Acknowledges ? _options.Room : "", reliableConnection.Admission.Members);
    }

    private void Draw(string hint)
    {
        _view.Hint = hint;
        _view.Print(_transcript.Take().Lines);
        _view.Draw();
    }
}
