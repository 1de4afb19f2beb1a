using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>
/// A port for a server that must know it before it starts. Neither the system nor the scripts in <c>LongRuns</c> pick a port of this
/// range, so it stays free. No two tests are given the same.
/// </summary>
internal static class FreePort
{
    private static readonly ConcurrentDictionary<int, bool> Given = [];

    public static int Find()
    {
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000)));
                var port = ((IPEndPoint)probe.LocalEndPoint!).Port;
                if (Given.TryAdd(port, true))
                {
                    return port;
                }
            }
            catch (SocketException)
            {
                // It is in use.
            }
        }
    }
}
