using System.Net.Sockets;
using ChatRoom.Native.Sockets;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Doors;

/// <summary>
/// Lets newcomers in one by one while there is room for them; then they wait in the system's queue until
/// somebody leaves. One task.
/// </summary>
internal sealed class Acceptor(Socket listener, ServerOptions options, ServerEvents events)
{
    /// <summary>How long it rests before it tries again: what keeps newcomers out passes, but not at once.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HeapTrim _trim = new(options.Time, HeapTrim.Collect);

    /// <summary>Has every connection that it takes find out when its peer is gone without a word: they take this over from the listener.</summary>
    public static void Prepare(Socket listener) => KeepAlive.Set(listener);

    /// <summary>Accepts until <paramref name="stop"/>.</summary>
    /// <param name="connected">How many are in.</param>
    /// <param name="start">Takes over one more.</param>
    public async Task RunAsync(Func<int> connected, Action<Socket> start, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var whyNot = WhyFull(connected()) is { } full ? TellFull(full) : await TryAcceptAsync(start, stop);
                if (whyNot is not null)
                {
                    await Task.Delay(Pause, options.Time, stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped, which is the only end.
        }
    }

    /// <summary>Accepts the next newcomer, however long it takes to come; returns why that failed, or null.</summary>
    private async Task<string?> TryAcceptAsync(Action<Socket> start, CancellationToken stop)
    {
        try
        {
            var accepting = listener.AcceptAsync(stop).AsTask();
            if (!accepting.IsCompleted)
            {
                events.NobodyWaits();
                await _trim.WaitAsync(accepting, stop);
            }

            start(await accepting);
            _trim.OneMoreCame();
            return null;
        }
        catch (SocketException error)
        {
            events.CannotAccept(error.Message);
            return error.Message;
        }
    }

    private string? WhyFull(int connected)
    {
        var most = options.Limits.Current.MostConnections;
        return connected >= options.MostConnections
                ? $"{options.MostConnections} are all that this process may have, raise its limit of open files with 'ulimit -n'"
            : connected >= most && most > 0 ? $"{most} are as many as --max-connections lets in"
            : null;
    }

    private string TellFull(string why)
    {
        if (listener.Poll(TimeSpan.Zero, SelectMode.SelectRead))
        {
            events.CannotAccept(why);
        }

        return why;
    }
}
