using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Files;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Verbs;

/// <summary>
/// What a client in a pipe has to say, in the way that it is to be said. Lines are counted, so that one that
/// is refused can be named.
/// </summary>
internal abstract class InputSource(Sender sender)
{
    private volatile bool _isOver;
    private volatile bool _isStopped;
    private Failure? _inputFailure;
    private readonly byte[] _scratch = new byte[Limits.FilterScratch];

    /// <summary>All of it is there already: saying it waits for no input.</summary>
    public bool IsAtHand { get; init; }

    /// <summary>Nothing more is to be said; acknowledgements may still come.</summary>
    public bool IsOver => _isOver;

    protected Sender Sender { get; } = sender;

    /// <summary>The input could not be read to its end.</summary>
    protected bool IsIncomplete => _inputFailure is not null;

    /// <summary>The number of the line that was taken last.</summary>
    protected long Lines { get; private set; }

    /// <summary>From now on no further input is read.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>Says all of it, and waits until the server has dealt with it; null is success.</summary>
    /// <param name="reject">Told of each line that cannot be said: its number, and why.</param>
    public async Task<Failure?> SayAllAsync(Action<long, string> reject) =>
        await SendAllAsync(reject) && await Sender.WaitForAcknowledgementsAsync() ? _inputFailure : Sender.End;

    /// <summary>Says all of it, and waits for no answer; false where the connection is lost for good.</summary>
    /// <param name="reject">As above.</param>
    public async Task<bool> SendAllAsync(Action<long, string> reject)
    {
        if (!await SayAsync(reject))
        {
            return false;
        }

        _isOver = true;
        await Sender.FlushAsync();
        return true;
    }

    /// <summary>Says all of it; false where the connection is lost for good.</summary>
    protected abstract Task<bool> SayAsync(Action<long, string> reject);

    /// <summary>Reads the next bytes of the input; 0 at its end, and if it cannot be read.</summary>
    protected async ValueTask<int> ReadAsync(Stream input, Memory<byte> buffer)
    {
        try
        {
            return _isStopped ? 0 : await input.ReadAsync(buffer);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            _inputFailure = new Failure(Outcome.Failed, $"cannot read standard input: {FileFailure.Reason(error)}");
            return 0;
        }
    }

    /// <summary>Whether a line can be said: what counts is its filtered text, which may be shorter and longer.</summary>
    protected bool Fits(ReadOnlySpan<byte> line) => ChatText.TryParse(line, _scratch, out _);

    /// <summary>Says one line, or rejects it.</summary>
    protected ValueTask SayLineAsync(ReadOnlySpan<byte> line, Action<long, string> reject)
    {
        if (!ChatText.TryParse(line, _scratch, out var text))
        {
            RejectTooLong(reject);
            return ValueTask.CompletedTask;
        }

        return Sender.SayAsync(++Lines, text.Bytes);
    }

    protected void RejectTooLong(Action<long, string> reject) =>
        reject(++Lines, $"line {Lines} was not said: it is longer than {Limits.MaxText} bytes");
}
