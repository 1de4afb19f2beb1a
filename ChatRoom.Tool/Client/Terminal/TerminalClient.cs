using System.Text;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal;

/// <summary>The client on a terminal: what is said flows by above a line in which one types.</summary>
internal sealed class TerminalClient
{
    private readonly Conversation _conversation;
    private readonly Keyboard _keyboard;
    private readonly Prompt _prompt;
    private readonly Lock _screenGate = new();
    private readonly LineText _text = new();
    private readonly Replay _replay;
    private readonly StringBuilder _arrived = new();
    private readonly byte[] _scratch = new byte[Limits.FilterScratch];
    private long _lineNumber;

    public TerminalClient(Conversation conversation, Keyboard keyboard, TextWriter screen, TimeProvider time)
    {
        _conversation = conversation;
        _keyboard = keyboard;
        _prompt = new Prompt(screen, () => Math.Max(1, Console.WindowWidth));
        _replay = new Replay(time);
    }

    /// <summary>Runs until the user leaves or the connection ends; null is success.</summary>
    public async Task<Failure?> RunAsync()
    {
        _prompt.Redraw();
        using var leaving = new CancellationTokenSource();
        var typing = TypeAsync(leaving.Token);
        var receiving = ReceiveAsync(leaving.Token);
        var first = await Task.WhenAny(typing, receiving);
        if (first == typing && await typing is null)
        {
            await _conversation.LeaveAsync();
        }

        await leaving.CancelAsync();
        await Task.WhenAll(typing, receiving);
        lock (_screenGate)
        {
            _prompt.Erase();
        }

        return await first;
    }

    private async Task<Failure?> ReceiveAsync(CancellationToken leaving)
    {
        try
        {
            while (await _conversation.ReceiveAsync(Collect, leaving))
            {
                lock (_screenGate)
                {
                    _prompt.PrintAbove(_arrived.ToString());
                    _arrived.Clear();
                }
            }

            return _conversation.End;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Collect(in ServerLine line)
    {
        var text = OutageNotice(line) ?? (line.Kind == ServerLineKind.Welcome ? NewRoom(line) : Encoding.UTF8.GetString(_text.Of(line)));
        if (text.Length > 0 && _replay.Before(line) is { } before)
        {
            _arrived.Append(before).Append(text).Append('\n');
        }
    }

    private static string NewRoom(in ServerLine line) => $"# You are in {TextFilter.Clean(Encoding.UTF8.GetString(line.Room))} now.";

    /// <summary>How the connection fares, as short as somebody wants it who is typing; null for what else there is.</summary>
    private static string? OutageNotice(in ServerLine line) => line.Kind switch
    {
        ServerLineKind.Disconnected => "-- connection lost; reconnecting --",
        ServerLineKind.Connected when line.Name.IsEmpty => "-- connected again --",
        ServerLineKind.Connected => $"-- connected again, as {Encoding.UTF8.GetString(line.Name)} --",
        ServerLineKind.Gap when line.Number == 0 => "-- the room begins anew; something may be missing --",
        _ => null,
    };

    private async Task<Failure?> TypeAsync(CancellationToken leaving)
    {
        try
        {
            await foreach (var key in _keyboard.Keys.ReadAllAsync(leaving))
            {
                if (key.Modifiers == ConsoleModifiers.Control && key.Key == ConsoleKey.C)
                {
                    return new Failure(Outcome.Interrupted, "");
                }

                if (IsLeave(key) || (key.Key == ConsoleKey.Enter && !await EnterAsync()))
                {
                    return null;
                }

                Edit(key);
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private bool IsLeave(ConsoleKeyInfo key) =>
        key is { Modifiers: ConsoleModifiers.Control, Key: ConsoleKey.D } && _prompt.IsEmpty;

    private void Edit(ConsoleKeyInfo key)
    {
        lock (_screenGate)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                _prompt.DeleteBackwards();
            }
            else if (key is { Modifiers: ConsoleModifiers.Control, Key: ConsoleKey.U })
            {
                _prompt.Clear();
            }
            else if (!char.IsControl(key.KeyChar))
            {
                _prompt.Insert(key.KeyChar);
            }
        }
    }

    /// <summary>Says or does what was typed; false where the user wants to leave.</summary>
    private async Task<bool> EnterAsync()
    {
        string typed;
        lock (_screenGate)
        {
            typed = _prompt.Enter();
        }

        if (typed.Trim() == "/quit")
        {
            return false;
        }

        if (typed.Length > 0)
        {
            await SayAsync(typed);
            await _conversation.Voice.FlushAsync();
        }

        return true;
    }

    private ValueTask SayAsync(string typed)
    {
        if (!ChatText.TryParse(Encoding.UTF8.GetBytes(typed), _scratch, out var text))
        {
            return Refuse(Refusal.TooLong.Text);
        }

        if (!_conversation.Voice.HasRoom(1, text.Bytes.Length))
        {
            return Refuse("That was not said: too much else waits for the connection; try again when it is back.");
        }

        return text.Bytes.StartsWith((byte)'/')
            ? _conversation.Voice.TypeAsync(++_lineNumber, text.Bytes)
            : _conversation.Voice.SayAsync(++_lineNumber, text.Bytes);
    }

    private ValueTask Refuse(string why)
    {
        lock (_screenGate)
        {
            _prompt.PrintAbove($"! {why}\n");
        }

        return ValueTask.CompletedTask;
    }
}
