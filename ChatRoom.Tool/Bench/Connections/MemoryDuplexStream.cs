using ChatRoom.Files;

namespace ChatRoom.Bench.Connections;

/// <summary>Sends bytes, or keeps them to be sent later.</summary>
internal delegate void SendBytes(ReadOnlySpan<byte> bytes);

/// <summary>
/// A stream in memory between a member's TLS and its socket. A read completes when <see cref="Accept"/> adds bytes, on the thread of that
/// call; a write sends at once. Only the run's thread uses it.
/// </summary>
internal sealed class MemoryDuplexStream(SendBytes send) : UnseekableStream
{
    private byte[] _input = [];
    private int _start;
    private int _end;
    private Memory<byte> _wanted;
    private TaskCompletionSource<int>? _reading;
    private bool _isOver;

    public void Accept(ReadOnlySpan<byte> bytes)
    {
        Keep(bytes);
        EndReading();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || _start < _end || _isOver)
        {
            return new ValueTask<int>(Take(buffer));
        }

        // Without RunContinuationsAsynchronously the reader continues within the call of Accept.
        _wanted = buffer;
        _reading = new TaskCompletionSource<int>();
        return new ValueTask<int>(_reading.Task);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => send(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => send(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        send(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        _isOver = true;
        EndReading();
        base.Dispose(disposing);
    }

    private void EndReading()
    {
        if (_reading is { } reading)
        {
            _reading = null;
            reading.SetResult(Take(_wanted));
        }
    }

    private int Take(Memory<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, _end - _start);
        _input.AsSpan(_start, taken).CopyTo(buffer.Span);
        _start += taken;
        return taken;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var kept = _end - _start;
        if (kept + bytes.Length > _input.Length)
        {
            var larger = new byte[Math.Max(kept + bytes.Length, 2 * _input.Length)];
            _input.AsSpan(_start, kept).CopyTo(larger);
            _input = larger;
        }
        else
        {
            _input.AsSpan(_start, kept).CopyTo(_input);
        }

        bytes.CopyTo(_input.AsSpan(kept));
        (_start, _end) = (0, kept + bytes.Length);
    }
}
