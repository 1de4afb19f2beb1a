using System.Net;
using System.Net.Sockets;
using ChatRoom.Native.Sockets;

namespace ChatRoom.Sockets;

/// <summary>
/// Connects to the first address of a name that answers, as in RFC 8305. It tries IPv6 and IPv4 in turn, each attempt 250 ms
/// after the one before, or at once after a failure. The first connection wins, and the other attempts are closed. Any thread.
/// </summary>
internal static class HappyEyeballs
{
    /// <summary>The time from the start of an attempt to the start of the next one.</summary>
    public static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port of each address.</param>
    /// <param name="limit">The longest time for all attempts together.</param>
    /// <param name="time">Measures the delays and the limit.</param>
    /// <param name="cancel">Ends all attempts.</param>
    /// <returns>A connected socket; or null, with the reason as half a sentence.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<(Socket? Socket, string? WhyNot)> ConnectAsync(
        string host, int port, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        var (addresses, error) = await ResolveAsync(host, either.Token);
        cancel.ThrowIfCancellationRequested();
        if (addresses.Count == 0)
        {
            return (null, ConnectError.Explain(error));
        }

        var (socket, failed) = await RaceAsync([.. addresses.Select(address => new IPEndPoint(address, port))], time, either.Token);
        if (cancel.IsCancellationRequested)
        {
            socket?.Dispose();
            cancel.ThrowIfCancellationRequested();
        }

        return (socket, socket is null ? ConnectError.Explain(failed) : null);
    }

    /// <summary>The order of the attempts: the system's, but with the two address families in turn.</summary>
    public static IReadOnlyList<IPAddress> Interleave(IReadOnlyList<IPAddress> addresses)
    {
        var first = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToArray();
        var second = addresses.Except(first).ToArray();
        var inTurn = new List<IPAddress>();
        for (var i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            inTurn.AddRange(first.Skip(i).Take(1));
            inTurn.AddRange(second.Skip(i).Take(1));
        }

        return inTurn;
    }

    /// <summary>Tries the addresses in this order; returns a connection, or the error of each attempt.</summary>
    public static async Task<(Socket? Socket, IReadOnlyList<FailedAttempt> Failed)> RaceAsync(
        IReadOnlyList<IPEndPoint> endPoints, TimeProvider time, CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var failed = new List<FailedAttempt>();
        var attempts = new List<Task<(Socket? Socket, FailedAttempt Failure)>>();
        Socket? winner = null;
        for (var next = 0; winner is null && failed.Count < endPoints.Count;)
        {
            if (next < endPoints.Count)
            {
                attempts.Add(TryAsync(endPoints[next++], ended.Token));
            }

            var finished = await NextAsync(attempts, next < endPoints.Count, time, ended.Token);
            if (finished is not null)
            {
                attempts.Remove(finished);
                (winner, var failure) = await finished;
                failed.AddRange(winner is null ? [failure] : []);
            }
        }

        await ended.CancelAsync();
        foreach (var late in attempts)
        {
            (await late).Socket?.Dispose();
        }

        return (winner, failed);
    }

    /// <summary>An attempt that has finished; null: it is time for the next one.</summary>
    private static async Task<Task<(Socket? Socket, FailedAttempt Failure)>?> NextAsync(
        List<Task<(Socket? Socket, FailedAttempt Failure)>> attempts, bool isMore, TimeProvider time, CancellationToken cancel)
    {
        var finished = Task.WhenAny(attempts);
        if (!isMore)
        {
            return await finished;
        }

        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var delay = Task.Delay(AttemptDelay, time, answered.Token);
        var first = await Task.WhenAny(finished, delay);
        await answered.CancelAsync();
        return first == finished || finished.IsCompleted ? await finished : null;
    }

    private static async Task<(Socket? Socket, FailedAttempt Failure)> TryAsync(IPEndPoint server, CancellationToken cancel)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            KeepAlive.Set(socket);
            await socket.ConnectAsync(server, cancel);
            return (socket, default);
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException)
        {
            socket?.Dispose();
            return (null, new FailedAttempt(server.Address, end is SocketException { SocketErrorCode: var error } ? error : SocketError.TimedOut));
        }
    }

    private static async Task<(IReadOnlyList<IPAddress> Addresses, SocketError Error)> ResolveAsync(string host, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return ([address], default);
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancel);
            return (addresses.Length == 0 ? [] : Interleave(addresses), SocketError.HostNotFound);
        }
        catch (SocketException unknown)
        {
            return ([], unknown.SocketErrorCode);
        }
        catch (ArgumentException)
        {
            // The name is too long.
            return ([], SocketError.HostNotFound);
        }
        catch (OperationCanceledException)
        {
            return ([], SocketError.TimedOut);
        }
    }
}
