using System.Threading.Channels;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server;

/// <summary>
/// Brings what the rooms wrote to the disk itself, and what changed of the bans, mutes and locks: every so often, so that a power cut can take little, or as
/// soon as somebody waits for it, and then for all who wait. One task; a disk that is slow delays nothing but it.
/// </summary>
internal sealed class LogSync(LogOptions options, TimeProvider time)
{
    // Holds at most one wish: whoever comes while it waits is served with it.
    private readonly Channel<bool> _wishes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Somebody waits for what is written to be safe. Any thread may call.</summary>
    public void Wish() => _wishes.Writer.TryWrite(true);

    /// <summary>Runs until <paramref name="stop"/>, and once more then.</summary>
    public async Task RunAsync(RoomList rooms, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await WaitAsync(stop);
                await SyncAsync(rooms);
            }
        }
        catch (OperationCanceledException)
        {
            await SyncAsync(rooms);
        }
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        using var soon = new CancellationTokenSource(options.SyncInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, soon.Token);
        try
        {
            await _wishes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Nobody waits, and it is time all the same.
        }
    }

    private static Task SyncAsync(RoomList rooms) => Task.Run(() =>
    {
        foreach (var room in rooms.All())
        {
            room.Sync();
        }

        rooms.Moderator.Bans.Save();
        rooms.Moderator.Mutes.Save();
        rooms.Moderator.TopicLocks.Save();
    });
}
