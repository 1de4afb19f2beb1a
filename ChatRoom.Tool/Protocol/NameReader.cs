using System.Text;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol;

/// <summary>The result of <see cref="NameReader.Accept"/>.</summary>
internal enum NameResult
{
    NeedMore,
    Name,
    TooLong,
}

/// <summary>
/// Collects the nickname of a new client. The byte that ends it chooses the dialect: LF or CR the line dialect, NUL the typed one.
/// If no byte ends it, the caller waits as <see cref="Progress"/> suggests, and then chooses the tutorial's.
/// Used only by the loop that receives.
/// </summary>
internal sealed class NameReader
{
    private readonly TelnetFilter _telnet = new();
    private byte[] _raw = [];
    private int _pieces;
    private bool _beganWithKey;

    /// <summary>The name as it was sent, allowed or not.</summary>
    public ReadOnlySpan<byte> Raw => _raw;

    /// <summary>How the name ended, when it is complete.</summary>
    public NameEnd End { get; private set; } = NameEnd.None;

    /// <summary>How the name has arrived so far, if no byte has ended it.</summary>
    public NameProgress Progress =>
        _telnet.HasFoundCommand ? NameProgress.WithTelnet
        : _pieces > 1 ? NameProgress.SeveralPieces
        : _beganWithKey ? NameProgress.OneKey
        : NameProgress.OnePiece;

    /// <summary>Takes the bytes up to and including the end of the name from <paramref name="input"/>.</summary>
    public NameResult Accept(ref ReadOnlySpan<byte> input)
    {
        if (_telnet.NeedsFiltering(input))
        {
            var text = new byte[input.Length + 2];
            input = text.AsSpan(0, _telnet.Strip(input, text));
        }

        if (IsFirstMessage(input))
        {
            return NameResult.Name;
        }

        var end = input.IndexOfAny((byte)'\n', (byte)'\r', (byte)0);
        var part = end < 0 ? input : input[..end];
        if (_raw.Length + part.Length > Limits.MaxRawName)
        {
            _raw = [.. Raw, .. part[..(Limits.MaxRawName - _raw.Length)]];
            return NameResult.TooLong;
        }

        _raw = [.. Raw, .. part];
        if (end < 0)
        {
            NotePiece(part);
            input = default;
            return NameResult.NeedMore;
        }

        End = input[end] == 0 ? NameEnd.Nul : NameEnd.LineEnd;
        var after = input[(end + 1)..];

        // Telnet ends a line by CR LF or CR NUL.
        input = input[end] == '\r' && after.StartsWith((byte)0) ? after[1..] : after;
        return NameResult.Name;
    }

    /// <summary>The tutorial's client puts its name before each message. If a message follows, the name is complete.</summary>
    private bool IsFirstMessage(ReadOnlySpan<byte> input) =>
        _pieces == 1 && input.StartsWith(_raw) && input[_raw.Length..].StartsWith(": "u8);

    private void NotePiece(ReadOnlySpan<byte> part)
    {
        if (!part.IsEmpty)
        {
            _pieces++;
            _beganWithKey |= _pieces == 1 && Rune.DecodeFromUtf8(part, out _, out var length) == System.Buffers.OperationStatus.Done && length == part.Length;
        }
    }
}
