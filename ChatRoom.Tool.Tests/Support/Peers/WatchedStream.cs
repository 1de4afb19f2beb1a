using System.Text;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>An output that a test can wait on.</summary>
internal sealed class WatchedStream : MemoryStream
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _written = new();

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return Encoding.UTF8.GetString(ToArray());
            }
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            base.Write(buffer);
            _written.TrySetResult();
            _written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Completes when that text was written.</summary>
    public async Task Holds(string text)
    {
        while (true)
        {
            Task more;
            lock (_gate)
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
                throw new AssertionException($"\"{text}\" was not written in time; what was: \"{Text}\"");
            }
        }
    }
}
