using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>A port for a server that must know it before it starts: one that the system gives to nobody by itself, so that it stays free meanwhile.</summary>
internal static class FreePort
{
    public static int Find()
    {
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, Random.Shared.Next(10_000, 32_000)));
                return ((IPEndPoint)probe.LocalEndPoint!).Port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
