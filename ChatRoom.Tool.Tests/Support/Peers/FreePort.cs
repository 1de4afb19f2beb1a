using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>A port for a server that must know it before it starts. The system never picks a port of this range by itself, so it stays free.</summary>
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
                // It is in use.
            }
        }
    }
}
