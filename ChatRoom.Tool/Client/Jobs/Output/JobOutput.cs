using System.Buffers;

namespace ChatRoom.Client.Jobs.Output;

/// <summary>One job's output: held until the job ends, so that jobs do not mix, and passed on in whole lines before where it is long.</summary>
internal sealed class JobOutput(SharedLineOutput output)
{
    private const int MaxHeld = 1 << 20;

    private readonly ArrayBufferWriter<byte> _held = new();

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _held.Write(bytes);
        if (_held.WrittenCount > MaxHeld)
        {
            var end = _held.WrittenSpan.LastIndexOf((byte)'\n') + 1;
            PassOn(end > 0 ? end : _held.WrittenCount);
        }
    }

    public void End()
    {
        if (_held.WrittenCount > 0 && _held.WrittenSpan[^1] != '\n')
        {
            _held.Write("\n"u8);
        }

        PassOn(_held.WrittenCount);
    }

    private void PassOn(int length)
    {
        output.Write(_held.WrittenSpan[..length]);
        var rest = _held.WrittenSpan[length..].ToArray();
        _held.ResetWrittenCount();
        _held.Write(rest);
    }
}
