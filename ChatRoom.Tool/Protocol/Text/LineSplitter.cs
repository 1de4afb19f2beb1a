using System.Buffers;

namespace ChatRoom.Protocol.Text;

/// <summary>The result of <see cref="LineSplitter.Next"/>.</summary>
internal enum SplitResult
{
    /// <summary>The input is used up. An unfinished line is kept.</summary>
    NeedMore,

    /// <summary>A whole line, without its end.</summary>
    Line,

    /// <summary>A line over the limit: reported once, and the rest of it is dropped.</summary>
    TooLong,
}

/// <summary>
/// Splits a stream of bytes into lines. LF, CRLF, a lone CR or Telnet's CR NUL ends a line. Holds at most <c>maxLine</c> bytes of
/// an unfinished line, and no buffer between lines. Used only by the loop that receives.
/// </summary>
internal sealed class LineSplitter(int maxLine)
{
    private byte[]? _held;
    private int _heldLength;
    private bool _heldIsOut;
    private bool _dropping;
    private bool _afterCarriageReturn;

    /// <summary>
    /// Takes the next line from <paramref name="input"/>, which moves past it. <paramref name="line"/> stays valid until the next call.
    /// </summary>
    public SplitResult Next(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> line)
    {
        line = default;
        ReleaseHeld();
        while (!input.IsEmpty)
        {
            if (_afterCarriageReturn)
            {
                _afterCarriageReturn = false;
                if (input[0] is (byte)'\n' or 0)
                {
                    input = input[1..];
                    continue;
                }
            }

            var end = input.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                var rest = input;
                input = default;
                return Hold(rest) ? SplitResult.NeedMore : SplitResult.TooLong;
            }

            _afterCarriageReturn = input[end] == '\r';
            var part = input[..end];
            input = input[(end + 1)..];
            if (_dropping)
            {
                _dropping = false;
                continue;
            }

            return Complete(part, out line);
        }

        return SplitResult.NeedMore;
    }

    /// <summary>
    /// Ends the unfinished line here, for a peer that sends no line ends, or that is gone. If the line ends inside a UTF-8
    /// character, more of it is to come, unless the stream has ended.
    /// </summary>
    public bool TryFlush(bool evenInsideCharacter, out ReadOnlySpan<byte> line)
    {
        line = default;
        ReleaseHeld();
        _dropping = false;
        if (_heldLength == 0 || (!evenInsideCharacter && Utf8.EndsInsideCharacter(_held.AsSpan(0, _heldLength))))
        {
            return false;
        }

        line = _held.AsSpan(0, _heldLength);
        _heldIsOut = true;
        return true;
    }

    private SplitResult Complete(ReadOnlySpan<byte> part, out ReadOnlySpan<byte> line)
    {
        line = part;
        if (_heldLength + part.Length > maxLine)
        {
            _heldIsOut = true;
            return SplitResult.TooLong;
        }

        if (_heldLength > 0)
        {
            Append(part);
            line = _held.AsSpan(0, _heldLength);
            _heldIsOut = true;
        }

        return SplitResult.Line;
    }

    /// <summary>Keeps the start of a line; false if that makes it too long, which is reported once.</summary>
    private bool Hold(ReadOnlySpan<byte> rest)
    {
        if (_dropping)
        {
            return true;
        }

        if (_heldLength + rest.Length > maxLine)
        {
            _heldIsOut = true;
            _dropping = true;
            return false;
        }

        Append(rest);
        return true;
    }

    private void Append(ReadOnlySpan<byte> more)
    {
        var length = _heldLength + more.Length;
        if (_held is null || _held.Length < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(length);
            _held.AsSpan(0, _heldLength).CopyTo(larger);
            if (_held is not null)
            {
                ArrayPool<byte>.Shared.Return(_held);
            }

            _held = larger;
        }

        more.CopyTo(_held.AsSpan(_heldLength));
        _heldLength = length;
    }

    private void ReleaseHeld()
    {
        if (!_heldIsOut)
        {
            return;
        }

        _heldIsOut = false;
        _heldLength = 0;
        if (_held is not null)
        {
            ArrayPool<byte>.Shared.Return(_held);
            _held = null;
        }
    }
}
