using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Files;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Verbs;

/// <summary>
/// The input of a client in a pipe, which says it line by line or as a whole. Counts the lines, so that a message can name
/// one that is refused. One loop says; any thread may stop it.
/// </summary>
internal abstract class InputSource(Sender sender)
{
    private volatile bool _isOver;
    private volatile bool _isStopped;
    private Failure? _inputFailure;
    private readonly byte[] _scratch = new byte[Limits.FilterScratch];

    /// <summary>All input is in memory, so that reading never waits.</summary>
    public bool IsInMemory { get; init; }

    /// <summary>All input was said; acknowledgements may still be missing.</summary>
    public bool IsOver => _isOver;

    protected Sender Sender { get; } = sender;

    /// <summary>Reading the input failed before its end.</summary>
    protected bool IsIncomplete => _inputFailure is not null;

    /// <summary>The number of the last line.</summary>
    protected long Lines { get; private set; }

    /// <summary>Reads no further input.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>Says all input, and waits until the server has accepted or refused it; null is success.</summary>
    /// <param name="reject">Called for each line that cannot be said, with its number and the reason.</param>
    public async Task<Failure?> SayAllAsync(Action<long, string> reject) =>
        await SendAllAsync(reject) && await Sender.WaitForAcknowledgementsAsync() ? _inputFailure : Sender.End;

    /// <summary>Says all input without waiting for answers; false if the connection is lost for good.</summary>
    /// <param name="reject">Called for each line that cannot be said, with its number and the reason.</param>
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

    /// <summary>Says all input; false if the connection is lost for good.</summary>
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

    /// <summary>True if a line is short enough after filtering, which may shorten or lengthen it.</summary>
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
