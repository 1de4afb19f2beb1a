using System.Threading.Channels;
using ChatRoom.Server.Connections.Loops;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server;

/// <summary>
/// Syncs the logs of the rooms and the control log to the disk. It does so at intervals, so that a power cut loses little,
/// and at once on request. One task, on a thread of its own while the disk works, so a slow disk delays nothing else.
/// </summary>
internal sealed class LogSync(LogOptions options, TimeProvider time)
{
    // Holds at most one request: one sync serves all callers that asked before it.
    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Requests a sync at once. Any thread.</summary>
    public void Request() => _requests.Writer.TryWrite(true);

    /// <summary>Runs until <paramref name="stop"/>, and syncs once more then.</summary>
    public async Task RunAsync(RoomList rooms, ModerationStore moderationStore, EventLoop loop, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await WaitAsync(stop);
                await SyncAsync(rooms, moderationStore, loop);
            }
        }
        catch (OperationCanceledException)
        {
            await SyncAsync(rooms, moderationStore, loop);
        }
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(options.SyncInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            await _requests.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // No request, but the interval is over.
        }
    }

    private static async Task SyncAsync(RoomList rooms, ModerationStore moderationStore, EventLoop loop)
    {
        await Task.Run(() =>
        {
            foreach (var room in rooms.All())
            {
                room.Sync();
                loop.Post(static room => ((Room)room!).Synced(), room);
            }

            moderationStore.Sync();
        });

        // The next sync begins after every room has taken note of this one.
        await loop.InvokeAsync(() => Task.CompletedTask);
    }
}
