using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks;

/// <summary>A connection that keeps every byte that it is sent, as it is, up to the end.</summary>
internal sealed class ByteRecorder : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Lock _gate = new();
    private readonly MemoryStream _heard = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _hearing = Task.CompletedTask;

    /// <summary>Connects, and says these bytes; completes when this has been heard.</summary>
    public static async Task<ByteRecorder> OpenAsync(int port, byte[] says, string awaited)
    {
        var byteRecorder = new ByteRecorder();
        await byteRecorder._socket.ConnectAsync(IPAddress.Loopback, port);
        byteRecorder._hearing = byteRecorder.HearAsync();
        await byteRecorder.SaysAsync(says);
        await byteRecorder.HearsAsync(awaited);
        return byteRecorder;
    }

    /// <summary>Completes when this has been heard.</summary>
    public async Task HearsAsync(string text)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                more = _more.Task;
                if (Encoding.Latin1.GetString(_heard.GetBuffer(), 0, (int)_heard.Length).Contains(text, StringComparison.Ordinal))
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
                throw new AssertionException($"\"{text}\" was not heard in time, but {TestText.Shown(_heard.ToArray())}");
            }
        }
    }

    public async Task SaysAsync(byte[] bytes)
    {
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await _socket.SendAsync(bytes.AsMemory(sent), patience.Token);
        }
    }

    /// <summary>Says nothing more, and hears to the end.</summary>
    public Task<byte[]> ClosesAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        return HearsToTheEndAsync();
    }

    public async Task<byte[]> HearsToTheEndAsync()
    {
        await _hearing.WaitAsync(TestTimeout.Limit);
        return _heard.ToArray();
    }

    public void Dispose() => _socket.Dispose();

    private async Task HearAsync()
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await _socket.ReceiveAsync(buffer) is var received and > 0)
            {
                lock (_gate)
                {
                    _heard.Write(buffer, 0, received);
                    _more.SetResult();
                    _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The end, over something that was not read.
        }
    }
}
