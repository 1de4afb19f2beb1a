using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks;

/// <summary>A connection that keeps all bytes that it receives. The received bytes are guarded by its own lock.</summary>
internal sealed class ByteRecorder : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Lock _lock = new();
    private readonly MemoryStream _received = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;

    /// <summary>Connects, sends these bytes, and waits until it has received this text.</summary>
    public static async Task<ByteRecorder> OpenAsync(int port, byte[] says, string awaited)
    {
        var recorder = new ByteRecorder();
        await recorder._socket.ConnectAsync(IPAddress.Loopback, port);
        recorder._receiving = recorder.ReceiveAsync();
        await recorder.SaysAsync(says);
        await recorder.HearsAsync(awaited);
        return recorder;
    }

    /// <summary>Completes when it has received this text.</summary>
    public async Task HearsAsync(string text)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                more = _more.Task;
                if (Encoding.Latin1.GetString(_received.GetBuffer(), 0, (int)_received.Length).Contains(text, StringComparison.Ordinal))
                {
                    return;
                }
            }

            try
            {
                await more.WaitAsync(TestTimeout.Limit);
            }
            catch (TimeoutException)
            {
                throw new AssertionException($"\"{text}\" was not received in time, but {TestText.Shown(_received.ToArray())}");
            }
        }
    }

    public async Task SaysAsync(byte[] bytes)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await _socket.SendAsync(bytes.AsMemory(sent), timeout.Token);
        }
    }

    /// <summary>Closes its sending side, and returns all bytes up to the end.</summary>
    public Task<byte[]> ClosesAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        return HearsToTheEndAsync();
    }

    public async Task<byte[]> HearsToTheEndAsync()
    {
        await _receiving.WaitAsync(TestTimeout.Limit);
        return _received.ToArray();
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await _socket.ReceiveAsync(buffer) is var received and > 0)
            {
                lock (_lock)
                {
                    _received.Write(buffer, 0, received);
                    _more.SetResult();
                    _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The server closed with unread bytes.
        }
    }
}
