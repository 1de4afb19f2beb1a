using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>Both ends of one TCP connection on loopback.</summary>
internal static class SocketPair
{
    /// <param name="bufferBytes">The size of the server's send buffer and of the client's receive buffer; 0: as the system has it.</param>
    public static async Task<(Socket Server, Socket Client)> ConnectAsync(int bufferBytes = 0)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (bufferBytes > 0)
        {
            client.ReceiveBufferSize = bufferBytes;
        }

        await client.ConnectAsync(listener.LocalEndPoint!);
        var server = await listener.AcceptAsync();
        if (bufferBytes > 0)
        {
            server.SendBufferSize = bufferBytes;
        }

        return (server, client);
    }
}
