using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Dialects;

/// <summary>
/// Asks one peer for the password, and reads its answers, in its dialect. Whether a password is right is judged elsewhere.
/// The connection's task only.
/// </summary>
internal abstract class PasswordReader
{
    private ReadOnlyMemory<byte> _received;

    /// <summary>The first input of the session, after a password that is right.</summary>
    public virtual byte[] Rest => _received.ToArray();

    /// <summary>The peer closed its side: nothing more comes.</summary>
    public bool IsAtEnd { get; private set; }

    protected LineSplitter Lines { get; } = new(Limits.MaxLine);

    /// <summary>Asks for the password, before the first attempt and after each refused one.</summary>
    public virtual void Ask()
    {
    }

    /// <summary>Adds received bytes, when all earlier ones are read.</summary>
    public void Add(ReadOnlyMemory<byte> bytes, bool isAtEnd)
    {
        _received = Filter(bytes);
        IsAtEnd = isAtEnd;
    }

    /// <summary>Reads the next line.</summary>
    public PasswordInput Next()
    {
        var rest = _received.Span;
        var result = Lines.Next(ref rest, out var line);
        _received = _received[^rest.Length..];
        return result == SplitResult.TooLong ? PasswordInput.Refused(Refusal.TooLong)
            : result == SplitResult.NeedMore && !(IsAtEnd && TryReadUnfinished(out line)) ? default
            : Read(line);
    }

    /// <summary>The bytes without what is no text.</summary>
    protected virtual ReadOnlyMemory<byte> Filter(ReadOnlyMemory<byte> bytes) => bytes;

    /// <summary>Reads the line that the end of the input cut; false if it does not count.</summary>
    protected virtual bool TryReadUnfinished(out ReadOnlySpan<byte> line)
    {
        line = default;
        return false;
    }

    protected abstract PasswordInput Read(ReadOnlySpan<byte> line);
}
