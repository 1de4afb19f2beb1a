using System.Text;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>An output in which a test can wait for a text. Guarded by its own lock.</summary>
internal sealed class WatchedStream : MemoryStream
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _written = new();

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return Encoding.UTF8.GetString(ToArray());
            }
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_lock)
        {
            base.Write(buffer);
            _written.TrySetResult();
            _written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Completes when this text is written.</summary>
    public async Task Holds(string text)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                more = _written.Task;
            }

            if (Text.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            try
            {
                await more.WaitAsync(TestTimeout.Limit);
            }
            catch (TimeoutException)
            {
                throw new AssertionException($"\"{text}\" was not written in time; the output is \"{Text}\"");
            }
        }
    }
}
