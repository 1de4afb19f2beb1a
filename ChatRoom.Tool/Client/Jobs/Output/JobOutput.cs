using System.Buffers;

namespace ChatRoom.Client.Jobs.Output;

/// <summary>
/// One job's output. It is buffered until the job ends, so that jobs do not mix. If it gets too long, whole lines are
/// written earlier. One loop uses it.
/// </summary>
internal sealed class JobOutput(SharedLineOutput output)
{
    private const int MaxBuffered = 1 << 20;

    private readonly ArrayBufferWriter<byte> _buffered = new();

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _buffered.Write(bytes);
        if (_buffered.WrittenCount > MaxBuffered)
        {
            var end = _buffered.WrittenSpan.LastIndexOf((byte)'\n') + 1;
            WriteOut(end > 0 ? end : _buffered.WrittenCount);
        }
    }

    public void End()
    {
        if (_buffered.WrittenCount > 0 && _buffered.WrittenSpan[^1] != '\n')
        {
            _buffered.Write("\n"u8);
        }

        WriteOut(_buffered.WrittenCount);
    }

    private void WriteOut(int length)
    {
        output.Write(_buffered.WrittenSpan[..length]);
        var rest = _buffered.WrittenSpan[length..].ToArray();
        _buffered.ResetWrittenCount();
        _buffered.Write(rest);
    }
}
